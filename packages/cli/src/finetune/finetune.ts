import { cp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from '@cloze/contracts';
import type { ArtefactStore } from '@cloze/registry';
import { folderArtefacts } from '../run/folder-artefacts.js';
import { runSeeds, type SeedsResult } from '../run/run-seeds.js';
import { bestBy } from './best-by.js';
import { finetuneOnce, type FinetuneOnceResult } from './finetune-once.js';
import { describeValues, type GridCell } from './grid-cells.js';
import type { ResolvedFinetune } from './resolve-finetune.js';

/** How to fine-tune. */
export interface FinetuneOptions {
  readonly resolved: ResolvedFinetune;
  /** The run folder, opened. */
  readonly artefacts: ArtefactStore;
  readonly resume: boolean;
  readonly backend?: string;
  readonly precision?: string;
  readonly logger: Logger;
  /** Aborted, the run saves and ends. */
  readonly signal?: AbortSignal;
}

/** What a combination of a grid reached. */
export interface CellResult {
  readonly values: GridCell['values'];
  readonly result: SeedsResult;
}

/** How a fine-tuning ended. */
export interface FinetuneResult {
  readonly status: FinetuneOnceResult['status'];
  /** Of the only run; absent with several seeds or a grid. */
  readonly run?: FinetuneOnceResult;
  /** Combinations in order; one with several seeds and no grid. */
  readonly cells?: readonly CellResult[];
  /** Folder of the run whose model was taken, where there were several. */
  readonly chosen?: string;
}

/** The file of a run folder that holds what the combinations of a grid reached. */
export const GRID_FILE = 'grid.json';

/**
 * Fine-tunes once, or with every combination of a grid and every seed, each in a folder of its own; the model that evaluated best becomes
 * the run folder's. Made again on the same folder, it goes on with what is not done.
 */
export async function finetune(options: FinetuneOptions): Promise<FinetuneResult> {
  const { resolved, artefacts } = options;
  const { cells, seeds } = resolved;
  if (cells.length === 1 && seeds === undefined && resolved.config['grid'] === undefined) {
    const { parsed } = cells[0];
    const run = await finetuneOnce({ ...options, ...resolved, parsed, seed: parsed.config.seed, artefacts });
    return { status: run.status, run };
  }
  const results: (CellResult & { readonly folder: ArtefactStore })[] = [];
  for (const [i, { values, parsed }] of cells.entries()) {
    const folder = cells.length > 1 ? folderArtefacts(artefacts.path(`grid-${i + 1}`)) : artefacts;
    if (cells.length > 1) options.logger.info(`Combination ${i + 1} of ${cells.length}: ${describeValues(values)}`);
    const result = await runSeeds({
      seeds: seeds ?? [parsed.config.seed],
      artefacts: folder,
      logger: options.logger,
      async run(seed, out) {
        const own = folderArtefacts(out);
        const { status, validation, test, majority } = await finetuneOnce({
          ...options,
          ...resolved,
          parsed,
          seed,
          artefacts: own,
        });
        return { status, evaluation: { ...validation, ...prefixed('test', test), ...prefixed('majority', majority) } };
      },
    });
    results.push({ values, result, folder });
    if (cells.length > 1) await artefacts.write(GRID_FILE, `${JSON.stringify(results.map(tableRow), undefined, 2)}\n`);
    if (result.status === 'interrupted') return { status: 'interrupted', cells: results.map(withoutFolder) };
  }
  const best = bestRun(results, cells[0].parsed.config.training.bestMetric);
  if (best !== undefined) await takeModel(best, artefacts.directory);
  return { status: 'completed', cells: results.map(withoutFolder), ...(best !== undefined && { chosen: best }) };
}

/** Values of test data have their names start with `test.`, those of guessing with `majority.`. */
function prefixed(prefix: string, values: Readonly<Record<string, number>> = {}): Record<string, number> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix}.${name}`, value]));
}

function tableRow({ values, result: { seeds, mean, standardDeviation } }: CellResult) {
  return { values, mean, standardDeviation, seeds };
}

function withoutFolder({ values, result }: CellResult): CellResult {
  return { values, result };
}

/** The folder of the best seed in the combination whose mean is best. */
function bestRun(
  results: readonly (CellResult & { readonly folder: ArtefactStore })[],
  metric: string,
): string | undefined {
  const cell = bestBy(results, metric, ({ result }) => result.mean);
  const seed = cell && bestBy(cell.result.seeds, metric, ({ values }) => values);
  return cell && seed && cell.folder.path(`seed-${seed.seed}`);
}

/** What of a run's folder is its model. */
const MODEL_FILE = /^(?:config\.json|cloze\.json|model\.safetensors|vocab\.txt|merges\.txt|tokenizer.*\.json)$/;

/** Copies a run's model; `config.json`, without which a folder is no model, comes last. */
async function takeModel(from: string, to: string): Promise<void> {
  const files = (await readdir(from)).filter((name) => MODEL_FILE.test(name));
  await rm(join(to, 'config.json'), { force: true });
  const last = (name: string) => (name === 'config.json' ? 1 : 0);
  for (const name of files.sort((a, b) => last(a) - last(b))) await cp(join(from, name), join(to, name));
}
