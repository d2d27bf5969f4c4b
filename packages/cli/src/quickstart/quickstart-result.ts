import type { FilledMask } from '../model/fill-mask.js';
import type { PretrainResult } from '../run/pretrain.js';
import type { GuessingScore } from '../run/unigram-baseline.js';
import { accuracyDifference, type Difference } from './better-beyond-chance.js';
import { exampleText, type TaskOutcome } from './quickstart-tasks.js';

/** Sentences with what the model fills in. */
export type FilledSentences = readonly { readonly text: string; readonly masks: readonly FilledMask[] }[];

/** What the steps of a quickstart gave; those that an interruption kept from starting gave nothing. */
export interface QuickstartParts {
  /** The run's folder, as it is shown. */
  readonly directory: string;
  readonly pretraining: PretrainResult;
  readonly guessing?: GuessingScore;
  readonly sentences?: FilledSentences;
  readonly outcomes: readonly TaskOutcome[];
}

/** What a model and guessing by frequency reach at the same masks. */
export interface MaskComparison {
  readonly model: { readonly accuracy: number; readonly loss: number };
  readonly guessing: GuessingScore;
  /** Of accuracies, with its 99 % interval. */
  readonly difference: Difference;
  /** Whether the model's accuracy is above the other's beyond that interval. */
  readonly isBetter: boolean;
}

/** What a task reached on sentences it has not seen. */
export interface QuickstartTaskResult {
  /** Its model folder, as it is shown. */
  readonly directory: string;
  readonly title: string;
  /** Name of the measure, such as `F1`. */
  readonly measure: string;
  readonly model: number;
  readonly guessing: number;
  readonly example: string;
  readonly prediction: Readonly<Record<string, unknown>>;
}

/** What `cloze quickstart --json` prints. */
export interface QuickstartResult {
  readonly status: 'completed' | 'interrupted';
  readonly directory: string;
  /** Updates done and planned in pretraining. */
  readonly step: number;
  readonly totalSteps: number;
  readonly masks?: MaskComparison;
  readonly sentences?: FilledSentences;
  readonly tasks: readonly QuickstartTaskResult[];
}

/**
 * The result of a quickstart of which its steps are known.
 * @param tasks how many tasks it has when nothing interrupts it
 */
export function quickstartResult(
  { directory, pretraining, guessing, sentences, outcomes }: QuickstartParts,
  tasks: number,
): QuickstartResult {
  return {
    status: outcomes.length === tasks ? 'completed' : 'interrupted',
    directory,
    step: pretraining.step,
    totalSteps: pretraining.totalSteps,
    ...(guessing && { masks: compareAtMasks(pretraining, guessing) }),
    ...(sentences && { sentences }),
    tasks: outcomes.map(({ task, model, guessing, prediction }) => ({
      directory: `${directory}/${task.folder}`,
      title: task.title,
      measure: task.measureTitle,
      model,
      guessing,
      example: exampleText(task),
      prediction,
    })),
  };
}

/** Sets what pretraining reached at the masks of held-out text beside guessing by frequency there. */
export function compareAtMasks({ evaluation = {} }: PretrainResult, guessing: GuessingScore): MaskComparison {
  const { 'mlm.maskedAccuracy': accuracy = NaN, 'mlm.maskedLoss': loss = NaN } = evaluation;
  const difference = accuracyDifference(accuracy, guessing.accuracy, guessing.masks);
  return { model: { accuracy, loss }, guessing, difference, isBetter: difference.low > 0 };
}
