import type { Targets } from '@cloze/contracts';
import type { LossInput } from '@cloze/contracts/tensor';
import type { Scalar } from '@tensorflow/tfjs-core';
import type { BatchSums } from './loss-meter.js';
import { hasTargets, sumsByTerm } from './loss-terms.js';
import type { TrainedObjective } from './trained-objective.js';

/**
 * The loss and the report of one objective or head on a batch, read to the host for a {@link LossMeter}; nothing where the batch has no
 * target. The caller frees the tensors, with `tf.tidy`.
 */
export function sumsOf(objective: TrainedObjective, input: LossInput, targets: Targets): BatchSums {
  if (!hasTargets(targets)) return { losses: {}, reports: {} };
  const loss = objective.model.loss(input);
  const { id } = objective;
  return {
    losses: { [id]: readAll(sumsByTerm(objective, loss, targets)) },
    reports: { [id]: readAll(loss.report ?? {}) },
  };
}

function readAll(scalars: Readonly<Record<string, Scalar>>): Record<string, number> {
  return Object.fromEntries(Object.entries(scalars).map(([name, scalar]) => [name, scalar.dataSync()[0]]));
}
