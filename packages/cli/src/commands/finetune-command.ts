import { relative } from 'node:path';
import { UsageError, type Logger } from '@cloze/contracts';
import { BACKEND } from '@cloze/registry';
import { estimate } from '@cloze/trainer';
import { createFinetuneRun, prepareFinetuneRun } from '../finetune/create-finetune-run.js';
import { finetune, type CellResult, type FinetuneResult } from '../finetune/finetune.js';
import { describeValues } from '../finetune/grid-cells.js';
import { firstRecords, type ShownRecord } from '../finetune/finetune-dry-run.js';
import { finetunedParts, type FinetuneOnceResult } from '../finetune/finetune-once.js';
import { isHeldOut, type ChosenHead } from '../finetune/parse-finetune.js';
import { resolveFinetune, type ResolvedFinetune } from '../finetune/resolve-finetune.js';
import { describeEstimate } from '../output/describe-estimate.js';
import { describeSeeds } from '../output/describe-seeds.js';
import { createLog } from '../output/log.js';
import { print, printJson } from '../output/print.js';
import { formatTable } from '../output/table.js';
import { checkComputing } from '../run/check-computing.js';
import { checkFiles, type DatasetToFind } from '../run/check-files.js';
import { withRunFolder } from '../run/open-run-folder.js';
import { withScratchFolder } from '../run/scratch-folder.js';
import { stopSignal } from '../run/stop-signal.js';
import type { FinetuneFlags } from './finetune.js';

/** `cloze finetune`. */
export async function finetuneCommand(path: string, flags: FinetuneFlags): Promise<void> {
  const { out, resume = false, backend, precision, dryRun, estimate: estimating, json } = flags;
  const resolved = await resolveFinetune(path, flags);
  checkComputing({ backend, precision });
  if (dryRun) return showRecords(resolved, flags);
  if (estimating) return showEstimate(resolved, flags);
  if (out === undefined) {
    throw new UsageError({
      what: 'A run needs a folder',
      where: 'cloze finetune',
      received: 'no --out',
      fix: 'add --out DIR, or --dry-run or --estimate to train nothing',
    });
  }
  await checkFiles(
    resolved.cells.flatMap(({ parsed }) => parsed.heads.flatMap(dataOf)),
    resolved,
  );
  const log = createLog();
  await withRunFolder({ ...resolved, out, resume, logger: log, command: 'finetune' }, async (artefacts) => {
    log.info(JSON.stringify(resolved.config, undefined, 2));
    const { signal, release } = stopSignal(log);
    const options = { resolved, artefacts, resume, backend, precision, logger: log, signal };
    const result = await finetune(options).finally(release);
    const directory = relative(process.cwd(), artefacts.directory) || '.';
    if (json) printJson({ ...result, directory });
    else print(...describeResult(result, directory));
    if (result.status === 'interrupted') process.exitCode = 1;
  });
}

function dataOf({ data: { train, validation, test } }: ChosenHead): DatasetToFind[] {
  return [train, ...(isHeldOut(validation) ? [] : [validation]), ...(test ? [test] : [])];
}

function describeResult({ status, run, cells, chosen }: FinetuneResult, directory: string): string[] {
  if (run) return describeRun(run, directory);
  const lines = (cells ?? []).flatMap(describeCell);
  if (status === 'interrupted') return ['interrupted; --resume goes on from there', ...lines];
  const which = chosen === undefined ? '' : `, that of ${relative(process.cwd(), chosen)}, which evaluated best`;
  return [...lines, `model: ${directory}${which}`];
}

function describeCell({ values, result }: CellResult): string[] {
  return [...(Object.keys(values).length > 0 ? [describeValues(values)] : []), ...describeSeeds(result)];
}

function describeRun(run: FinetuneOnceResult, directory: string): string[] {
  const { status, step, totalSteps, modelStep, validation = {}, test, majority = {} } = run;
  if (status === 'interrupted') return [`interrupted after step ${step} of ${totalSteps}; --resume goes on from there`];
  const why = status === 'stopped-early' ? 'stopped early' : 'done';
  const which = modelStep === step ? '' : `, the model of step ${modelStep}, which evaluated best`;
  const show = (value: number | undefined) => (value === undefined ? '' : String(Number(value.toPrecision(6))));
  const columns = [validation, ...(test ? [test] : []), majority];
  const names = [...new Set(columns.slice(0, -1).flatMap((values) => Object.keys(values)))];
  const rows = names.map((name) => [`  ${name}`, ...columns.map((values) => show(values[name]))]);
  return [
    `${why} after step ${step} of ${totalSteps}`,
    ...formatTable([['', 'validation', ...(test ? ['test'] : []), 'guessing the most frequent'], ...rows]),
    `model: ${directory}${which}`,
  ];
}

async function showRecords(resolved: ResolvedFinetune, flags: FinetuneFlags): Promise<void> {
  const shown = await inScratch(resolved, flags, (run) => firstRecords(run));
  if (flags.json) return printJson(shown);
  print(...shown.map(recordLine));
}

function recordLine({ head, text, tokens, labels }: ShownRecord): string {
  return `${head}: ${text}  (${tokens} tokens)  ${JSON.stringify(labels)}`;
}

async function showEstimate(resolved: ResolvedFinetune, flags: FinetuneFlags): Promise<void> {
  const { parsed } = resolved.cells[0];
  const shown = await inScratch(resolved, flags, async (run) => {
    await prepareFinetuneRun(run);
    return { ...(await estimate(await finetunedParts(parsed, run))), backend: run.get(BACKEND).name };
  });
  const runs = resolved.cells.length * (resolved.seeds?.length ?? 1);
  if (flags.json) return printJson({ ...shown, runs });
  print(...describeEstimate(shown), ...(runs > 1 ? [`and so ${runs} times: each seed and combination`] : []));
}

/** Looks at the first combination of a config without keeping anything. */
function inScratch<Result>(
  resolved: ResolvedFinetune,
  { backend, precision }: FinetuneFlags,
  look: (run: ReturnType<typeof createFinetuneRun>) => Promise<Result>,
): Promise<Result> {
  const logger: Logger = createLog();
  const { parsed } = resolved.cells[0];
  const seed = resolved.seeds?.[0] ?? parsed.config.seed;
  return withScratchFolder(async (artefacts) => {
    const run = createFinetuneRun({ ...resolved, parsed, seed, artefacts, backend, precision, logger });
    return look(run).finally(() => run.dispose());
  });
}
