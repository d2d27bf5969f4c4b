import { gatherRows, softmaxCrossEntropy, type CrossEntropy } from '@cloze/backend';
import { argMax, cast, mul, scalar, sum, type Scalar, type Tensor1D, type Tensor2D } from '@tensorflow/tfjs-core';

/** A loss over a few classes, with the logits it was made from. */
export interface ClassLoss extends CrossEntropy {
  readonly logits?: Tensor2D; // [targets, classes]; absent without targets
}

/** The loss of telling the class of some rows; exactly 0 without rows. */
export function classLoss(
  classify: (hidden: Tensor2D) => Tensor2D, // [targets, hidden] to [targets, classes]
  hidden: Tensor2D, // [tokens, hidden]
  rows: Tensor1D, // int32 [targets]
  labels: Tensor1D, // int32 [targets]
): ClassLoss {
  if (rows.shape[0] === 0) return { lossSum: scalar(0), correct: scalar(0) };
  const logits = classify(gatherRows(hidden, rows));
  return { ...softmaxCrossEntropy(logits, labels), logits };
}

/** Counts of a detection by which F1 = 2 found / (actual + predicted). */
export interface DetectionCounts {
  /** Rows that were detected and are what was looked for. */
  readonly found: Scalar;
  /** Rows that are what was looked for. */
  readonly actual: Scalar;
  /** Rows that were detected. */
  readonly predicted: Scalar;
}

/** Counts over logits of two classes, of which class 1 is looked for. */
export function detectionCounts(logits: Tensor2D | undefined, labels: Tensor1D): DetectionCounts {
  if (logits === undefined) return { found: scalar(0), actual: scalar(0), predicted: scalar(0) };
  const actual = cast(labels, 'float32');
  const predicted = cast(argMax(logits, 1), 'float32');
  return { found: sum<Scalar>(mul(predicted, actual)), actual: sum<Scalar>(actual), predicted: sum<Scalar>(predicted) };
}
