import { gatherRows, type CrossEntropy } from '@cloze/backend';
import { scalar, type Tensor1D, type Tensor2D } from '@tensorflow/tfjs-core';

/** Something that names words: BERT's head, or another one's. */
export interface WordHead {
  /** Cross-entropy of [targets, hidden] with int32 labels [targets], summed. */
  loss(hidden: Tensor2D, labels: Tensor1D): CrossEntropy;
}

/** The loss of naming the words at some rows; exactly 0 without rows, which not every kernel takes. */
export function wordLoss(
  head: WordHead,
  hidden: Tensor2D, // [tokens, hidden]
  rows: Tensor1D, // int32 [targets]
  labels: Tensor1D, // int32 [targets]
): CrossEntropy {
  if (rows.shape[0] === 0) return { lossSum: scalar(0), correct: scalar(0) };
  return head.loss(gatherRows(hidden, rows), labels);
}
