import { softmaxCrossEntropy } from '@cloze/backend';
import type { Loss, NamedTensors } from '@cloze/contracts/tensor';
import { gather, mul, oneHot, reshape, scalar, type Tensor1D, type Tensor2D } from '@tensorflow/tfjs-core';
import { weightedCrossEntropy } from './weighted-cross-entropy.js';

/**
 * Cross-entropy of rows with their labels, summed, and the number of rows that are right.
 * @param logits [targets, labels]; undefined where there are no targets
 * @param targets int32 `labels` [targets] and, where weighted, float32 `classWeights` [labels]
 */
export function classLoss(logits: Tensor2D | undefined, targets: NamedTensors, weighted: boolean): Loss {
  if (logits === undefined) return { sum: scalar(0), report: { accuracy: scalar(0) } };
  const labels = targets['labels'] as Tensor1D;
  const { lossSum, correct } = softmaxCrossEntropy(logits, labels);
  if (!weighted) return { sum: lossSum, report: { accuracy: correct } };
  const ones = oneHot(labels, logits.shape[1], 1, 0, 'float32') as Tensor2D; // [targets, labels]
  const weights = mul<Tensor2D>(ones, reshape(gather(targets['classWeights'] as Tensor1D, labels), [-1, 1]));
  return { sum: weightedCrossEntropy(logits, weights), report: { accuracy: correct } };
}
