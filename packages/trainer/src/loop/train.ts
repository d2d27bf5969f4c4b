import type { TrainInput, TrainResult } from './train-input.js';
import { TrainingRun } from './training-run.js';

/**
 * Trains: batches, gradients, clipping, updates, metrics, evaluation, early stopping and checkpoints, until the planned steps are done,
 * patience runs out, or `signal` is aborted. The same input gives bit-identical weights in one go, or killed and resumed at any
 * step. Knows plugins by their contracts alone.
 * @throws ConfigError for options that cannot serve, DataError for data without batches, NumericsError for a loss or gradient that
 * is not finite, CheckpointError where something cannot be saved or taken up again; what was saved before is untouched
 */
export function train(input: TrainInput): Promise<TrainResult> {
  return new TrainingRun(input).run();
}
