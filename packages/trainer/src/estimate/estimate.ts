import { DataError, systemClock, type BatchArrays, type Clock } from '@cloze/contracts';
import { inference, type Parameter } from '@cloze/contracts/tensor';
import { dispose, memory, profile } from '@tensorflow/tfjs-core';
import { accumulateGradients, TrainedVariables } from '../loop/accumulate-gradients.js';
import { BatchCursor, firstPosition } from '../loop/batch-cursor.js';
import { withLosses } from '../loop/run-losses.js';
import type { TrainInput } from '../loop/train-input.js';
import { dropoutMode } from '../loop/dropout-mode.js';
import { planTraining, type TrainingPlan } from '../loop/training-plan.js';
import { WeightAverage } from '../loop/weight-average.js';

/** What is estimated: the parts of a run that have not been trained with yet. */
export type EstimateInput = Pick<
  TrainInput,
  | 'encoder'
  | 'objectives'
  | 'parameters'
  | 'groups'
  | 'adapters'
  | 'optimizer'
  | 'batches'
  | 'validation'
  | 'options'
  | 'random'
> & { readonly clock?: Clock };

/** What a run will need. Bytes and seconds. */
export interface Estimate {
  readonly plan: TrainingPlan;
  /** Scalars. */
  readonly parameters: { readonly total: number; readonly trained: number };
  readonly memory: {
    readonly weights: number;
    readonly gradients: number;
    /** The optimizer's state, measured. */
    readonly optimizer: number;
    /** The moving average of what is trained; 0 where none is kept. */
    readonly average: number;
    /** Most that one step had beside weights, as tensors; measured. What a backend holds in reserve is not seen. */
    readonly stepPeak: number;
  };
  /** From some steps on the first batches, timed. */
  readonly time: {
    readonly measuredSteps: number;
    readonly perStep: number;
    readonly tokensPerSecond: number;
    /** All evaluations together; 0 without validation data. */
    readonly evaluations: number;
    /** Steps and evaluations; writing checkpoints comes on top. */
    readonly total: number;
  };
}

/** Steps that are timed, after one that warms up. */
const MEASURED_STEPS = 3;
const FLOAT_BYTES = 4;

/**
 * Measures what a run will need by making its first steps with a learning rate of 0: weights stay as they are, the optimizer's state does
 * not, so give it an optimizer of its own.
 * @throws DataError when the data gives no batch, and what the loop throws for losses
 */
export async function estimate(input: EstimateInput): Promise<Estimate> {
  const trained = input.groups.flatMap(({ parameters }) => parameters);
  const average = input.options.average && new WeightAverage(trained, input.options.average);
  try {
    return await measure(input, countOf(trained), average);
  } finally {
    average?.dispose();
  }
}

async function measure(
  input: EstimateInput,
  trainedCount: number,
  average: WeightAverage | undefined,
): Promise<Estimate> {
  const { batches, options, clock = systemClock } = input;
  const plan = await planTraining(batches, options);
  const trial = await takeSteps(input, plan);
  const trained = new TrainedVariables(input.groups, input.adapters);
  const step = (arrays: readonly BatchArrays[], number: number) => {
    makeStep(input, trained, arrays, number);
    average?.update(number + 1);
  };
  const weights = countOf(input.parameters) * FLOAT_BYTES;
  const before = memory().numBytes;
  const { peakBytes } = await profile(() => step(trial[0], 0));
  const optimizer = memory().numBytes - before;

  const timed = trial.length > 1 ? trial.slice(1) : trial;
  const started = clock.monotonic();
  timed.forEach((arrays, i) => step(arrays, i + 1));
  const perStep = (clock.monotonic() - started) / 1000 / timed.length;
  const tokens = timed.flat().reduce((sum, { views }) => sum + views.corrupted.inputIds.length, 0);
  const evaluations = await timeEvaluations(input, plan, trial[0][0], clock);
  return {
    plan,
    parameters: { total: weights / FLOAT_BYTES, trained: trainedCount },
    memory: {
      weights,
      gradients: trainedCount * FLOAT_BYTES,
      optimizer,
      average: average ? trainedCount * FLOAT_BYTES : 0,
      stepPeak: Math.max(0, peakBytes - before),
    },
    time: {
      measuredSteps: timed.length,
      perStep,
      tokensPerSecond: perStep > 0 ? tokens / timed.length / perStep : 0,
      evaluations,
      total: perStep * plan.totalSteps + evaluations,
    },
  };
}

/** The batches of the first steps. */
async function takeSteps(
  { batches, options }: EstimateInput,
  { totalBatches }: TrainingPlan,
): Promise<readonly (readonly BatchArrays[])[]> {
  const cursor = new BatchCursor(batches, firstPosition, totalBatches);
  try {
    const steps: (readonly BatchArrays[])[] = [];
    while (steps.length <= MEASURED_STEPS) {
      const step = await cursor.take(options.accumulate);
      if (step.length === 0) break;
      steps.push(step);
    }
    if (steps.length === 0)
      throw new DataError({
        what: 'The training data gave no batch to measure',
        allowed: `${totalBatches}, as its plan says`,
      });
    return steps;
  } finally {
    await cursor.close();
  }
}

function makeStep(
  { encoder, objectives, groups, optimizer, options, random }: EstimateInput,
  trained: TrainedVariables,
  batches: readonly BatchArrays[],
  step: number,
): void {
  const { gradients } = accumulateGradients(
    { encoder, objectives },
    trained,
    batches,
    (batch) => dropoutMode(random, step, batch),
    { step: step + 1, savedStep: undefined },
  );
  optimizer.step(groups, gradients, { learningRate: 0, clipNorm: options.clipNorm ?? undefined });
  dispose([...gradients.values()]);
}

/** Seconds of all evaluations: a training batch's forward pass stands for a batch of validation. */
async function timeEvaluations(
  { encoder, objectives, validation, options }: EstimateInput,
  { totalSteps }: TrainingPlan,
  arrays: BatchArrays,
  clock: Clock,
): Promise<number> {
  if (!validation) return 0;
  const started = clock.monotonic();
  withLosses(
    { encoder, objectives },
    arrays,
    () => inference,
    (losses) => {
      losses();
      return {};
    },
  );
  const perBatch = (clock.monotonic() - started) / 1000;
  const times = Math.ceil(totalSteps / options.evaluateEvery);
  return perBatch * (await validation.batchesIn(0)) * times;
}

function countOf(parameters: Iterable<Parameter>): number {
  let count = 0;
  for (const { variable } of parameters) count += variable.size;
  return count;
}
