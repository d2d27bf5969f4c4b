import { DataError, type BatchSource } from '@cloze/contracts';
import type { TrainingOptions } from './training-options.js';

/** How long a run is. */
export interface TrainingPlan {
  readonly totalSteps: number;
  readonly totalBatches: number;
  /** Epochs that it begins; where steps alone end it, as many as there are if each has as many batches as the first. */
  readonly epochs: number;
}

/**
 * The steps and batches of a run. With epochs the last step takes what is left where the batches do not divide by `accumulate`.
 * @throws DataError when the data gives no batch
 */
export async function planTraining(
  batches: BatchSource,
  { maxSteps, epochs, accumulate }: Pick<TrainingOptions, 'maxSteps' | 'epochs' | 'accumulate'>,
): Promise<TrainingPlan> {
  const wanted = maxSteps === undefined ? Infinity : maxSteps * accumulate;
  let available = 0;
  let epoch = 0;
  for (; epoch < (epochs ?? 1) && available < wanted; epoch += 1) {
    const count = await batches.batchesIn(epoch);
    if (count === 0) {
      throw new DataError({
        what: `Epoch ${epoch} of the training data has no batch`,
        received: 'no example',
        fix: 'check the files of `data.train`: they may be empty, or shorter than one example',
      });
    }
    available += count;
  }
  const totalBatches = epochs === undefined ? wanted : Math.min(wanted, available);
  const begun = epochs === undefined ? Math.ceil(wanted / available) : epoch;
  return { totalBatches, totalSteps: Math.ceil(totalBatches / accumulate), epochs: begun };
}
