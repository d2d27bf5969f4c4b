import type { BatchArrays, BatchSource, Targets } from '@cloze/contracts';
import { inference } from '@cloze/contracts/tensor';
import { weightsByTerm, withLosses } from '@cloze/trainer';
import type { ModelObjective, RunModel } from '../compose/run-model.js';
import type { BatchTally } from './batch-tally.js';
import { countAnswers } from './constant-guess.js';

/** What each objective came to on each batch, by id. */
export type Tallies = ReadonlyMap<string, readonly BatchTally[]>;

/**
 * Runs a model over the first epoch of a source, dropout off.
 * @param report called after each batch
 */
export async function tallyBatches(
  model: Pick<RunModel, 'encoder' | 'objectives'>,
  source: BatchSource,
  report?: (done: number, total: number) => void,
): Promise<Tallies> {
  const tallies = new Map<string, BatchTally[]>(model.objectives.map(({ id }) => [id, []]));
  const total = await source.batchesIn(0);
  let done = 0;
  if (total === 0) return tallies;
  for await (const arrays of source.stream({ epoch: 0, index: 0, ordinal: 0 }, total)) {
    const { losses, reports } = sumsOf(model, arrays);
    for (const objective of model.objectives) {
      const { id } = objective;
      tallies.get(id)?.push(tallyOf(objective, arrays.targets[id], losses[id] ?? {}, reports[id] ?? {}));
    }
    done += 1;
    report?.(done, total);
    if (done === total) break;
    await new Promise(setImmediate);
  }
  return tallies;
}

function sumsOf(model: Pick<RunModel, 'encoder' | 'objectives'>, arrays: BatchArrays) {
  const { sums } = withLosses(
    model,
    arrays,
    () => inference,
    (losses) => {
      losses();
      return {};
    },
  );
  return sums;
}

function tallyOf(
  { chosen }: ModelObjective,
  targets: Targets,
  losses: Readonly<Record<string, number>>,
  reports: Readonly<Record<string, number>>,
): BatchTally {
  const weights = weightsByTerm(targets.weight);
  const answers = chosen.plugin.answers?.(targets) ?? {};
  return {
    losses,
    reports,
    weights,
    reportWeights: Object.fromEntries(
      Object.keys(reports).map((name) => [name, targets.reportWeights?.[name] ?? weights[''] ?? 0]),
    ),
    answers: Object.fromEntries(Object.entries(answers).map(([name, classes]) => [name, countAnswers(classes)])),
  };
}
