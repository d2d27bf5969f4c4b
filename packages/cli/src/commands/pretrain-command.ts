import { relative } from 'node:path';
import { UsageError, type Logger, type Weights } from '@cloze/contracts';
import type { ArtefactStore } from '@cloze/registry';
import { createRun } from '../compose/create-run.js';
import type { ParsedRun } from '../config/parse-run.js';
import { describeSeeds } from '../output/describe-seeds.js';
import { createLog } from '../output/log.js';
import { lossCurves } from '../output/loss-curves.js';
import { print, printJson } from '../output/print.js';
import { readMetrics } from '../report/metrics-rows.js';
import { firstExamples, type ShownExample } from '../run/dry-run.js';
import { folderArtefacts } from '../run/folder-artefacts.js';
import { guessByFrequency } from '../run/guess-by-frequency.js';
import { checkComputing } from '../run/check-computing.js';
import { checkFiles, type DatasetToFind } from '../run/check-files.js';
import { withRunFolder } from '../run/open-run-folder.js';
import { pretrain, type PretrainOptions, type PretrainResult } from '../run/pretrain.js';
import { pretrainSeeds } from '../run/pretrain-seeds.js';
import { resolveRun, type ResolvedRun } from '../run/resolve-run.js';
import type { SeedsResult } from '../run/run-seeds.js';
import { withScratchFolder } from '../run/scratch-folder.js';
import { seedsOf } from '../run/seed-run.js';
import { stopSignal } from '../run/stop-signal.js';
import type { GuessingScore } from '../run/unigram-baseline.js';
import type { PretrainFlags } from './pretrain.js';
import { showEstimate } from './show-estimate.js';

/** `cloze pretrain`. */
export async function pretrainCommand(path: string, flags: PretrainFlags): Promise<void> {
  const { out, resume = false, backend, precision, dryRun, estimate, json } = flags;
  const resolved = await resolveRun(path, flags);
  checkComputing({ backend, precision });
  if (dryRun) return showExamples(resolved, flags);
  if (estimate) return showEstimate(resolved, flags);
  if (out === undefined) {
    throw new UsageError({
      what: 'A run needs a folder',
      where: 'cloze pretrain',
      received: 'no --out',
      fix: 'add --out DIR, or --dry-run or --estimate to train nothing',
    });
  }
  await checkFiles(resolved.phases.flatMap(dataOf), resolved);
  const log = createLog();
  await withRunFolder({ ...resolved, out, resume, logger: log }, async (artefacts) => {
    log.info(JSON.stringify(resolved.config, undefined, 2));
    const { signal, release } = stopSignal(log);
    const options = { resolved, artefacts, resume, backend, precision, logger: log, signal };
    const directory = relative(process.cwd(), artefacts.directory) || '.';
    const seeds = seedsOf(resolved);
    if (seeds === undefined) await showResult(await pretrain(options).finally(release), options, directory, json);
    else showSeeds(await pretrainSeeds(options, seeds).finally(release), seeds, directory, json);
  });
}

function dataOf({ config: { data } }: ParsedRun): DatasetToFind[] {
  return [
    { choice: data.train, where: 'data.train' },
    { choice: data.validation, where: 'data.validation' },
  ];
}

/** @param directory as it is shown */
async function showResult(
  result: PretrainResult,
  { resolved, artefacts, logger }: PretrainOptions,
  directory: string,
  json = false,
): Promise<void> {
  if (!json) await showCurves(resolved, artefacts, logger);
  const fillsMasks = Object.keys(result.evaluation ?? {}).some((name) => name.endsWith('.maskedLoss'));
  const guessing = fillsMasks ? await guessByFrequency(resolved, artefacts, logger) : undefined;
  if (json) printJson({ ...result, directory, ...(guessing && { guessing }) });
  else print(...report(result, directory, guessing));
  if (result.status === 'interrupted') process.exitCode = 1;
}

/** The losses of every phase over its steps, on stderr as all progress is. */
async function showCurves({ config, phases }: ResolvedRun, artefacts: ArtefactStore, log: Logger): Promise<void> {
  for (const phase of phases.keys()) {
    const inPhases = config['phases'] !== undefined;
    const folder = inPhases ? folderArtefacts(artefacts.path(`phases/${phase + 1}`)) : artefacts;
    const lines = lossCurves(await readMetrics(folder), process.stderr.columns ?? 100);
    if (inPhases && lines.length > 0) log.info(`phase ${phase + 1}`);
    for (const line of lines) log.info(line);
  }
}

function showSeeds(result: SeedsResult, seeds: readonly number[], directory: string, json = false): void {
  if (json) printJson({ ...result, directory });
  else {
    const done = `${result.seeds.length} of ${seeds.length} seeds`;
    if (result.status === 'interrupted') print(`interrupted after ${done}; --resume goes on from there`);
    else print(`done with ${done}; validation:`);
    print(...describeSeeds(result), ...result.seeds.map(({ seed }) => `model: ${directory}/seed-${seed}`));
  }
  if (result.status === 'interrupted') process.exitCode = 1;
}

function report(
  { status, step, totalSteps, modelStep, evaluation }: PretrainResult,
  directory: string,
  guessing: GuessingScore | undefined,
): string[] {
  if (status === 'interrupted') {
    return [`interrupted after step ${step} of ${totalSteps}; --resume goes on from there`];
  }
  const why = status === 'stopped-early' ? 'stopped early' : 'done';
  const values = Object.entries(evaluation ?? {}).map(([name, value]) => `  ${name}  ${Number(value.toPrecision(6))}`);
  const which = modelStep === step ? '' : `, the model of step ${modelStep}, which evaluated best`;
  return [
    `${why} after step ${step} of ${totalSteps}${values.length > 0 ? '; validation:' : ''}`,
    ...values,
    ...(guessing ? [describeGuessing(guessing)] : []),
    `model: ${directory}${which}`,
  ];
}

function describeGuessing({ masks, accuracy, loss, entropy }: GuessingScore): string {
  const scores = `accuracy ${accuracy.toFixed(4)}, loss ${loss.toFixed(4)}, unigram entropy ${entropy.toFixed(4)} nats`;
  return `  guessing by frequency at the same ${masks} masks: ${scores}`;
}

async function showExamples(resolved: ResolvedRun, { backend, precision, json }: PretrainFlags): Promise<void> {
  const inPhases = resolved.phases.length > 1;
  const shown: object[] = [];
  await withScratchFolder(async (scratch) => {
    for (const [i, parsed] of resolved.phases.entries()) {
      const run = createRun({
        ...resolved,
        parsed,
        artefacts: scratch,
        shared: scratch,
        backend,
        precision,
        logger: createLog(),
        phase: i,
      });
      const examples = await firstExamples(parsed, run).finally(() => run.dispose());
      shown.push(...examples.map((example) => ({ ...(inPhases && { phase: i + 1 }), ...example.shown })));
      if (json) continue;
      if (inPhases) print(`phase ${i + 1}`, '');
      const width = process.stdout.columns ?? 100;
      examples.forEach((example, at) => print(headOf(example.shown, at + 1), '', ...example.table(width), ''));
    }
  });
  if (json) printJson(shown);
  else print('In the row "original": = was left as it is but counts as a target, + was inserted, - was deleted.');
}

/** `example 3: 42 tokens, 6 touched, nextSentenceLabel 1 | mlm 6 targets | nsp 1 target` */
function headOf({ tokens, touched, labels, objectives }: ShownExample, number: number): string {
  const known = Object.entries(labels).map(([name, value]) => `, ${name} ${value}`);
  const counts = objectives.map(({ id, weight }) => ` | ${id} ${countsOf(weight)}`);
  return `example ${number}: ${tokens} tokens, ${touched} touched${known.join('')}${counts.join('')}`;
}

function countsOf(weight: Weights): string {
  if (typeof weight === 'number') return `${weight} ${weight === 1 ? 'target' : 'targets'}`;
  return `targets: ${Object.entries(weight)
    .map(([term, count]) => `${term} ${count}`)
    .join(', ')}`;
}
