import { gatherRows } from '@cloze/backend';
import type { Loss, NamedTensors } from '@cloze/contracts/tensor';
import {
  abs,
  add,
  log1p,
  exp,
  maximum,
  mul,
  neg,
  reshape,
  scalar,
  squaredDifference,
  sub,
  sum,
  type Scalar,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
} from '@tensorflow/tfjs-core';
import { classLoss } from './class-loss.js';

/** What a text or pair is classified as. */
export type TextTask = 'labels' | 'multi-label' | 'regression';

/**
 * The summed loss over the examples that have targets: cross-entropy (weighted by class where asked for), binary cross-entropy of each
 * label, or squared error. Divided by the targets' weights these are the losses of Hugging Face's `BertForSequenceClassification`.
 * @param logits [examples, labels], or [examples, 1] for regression
 */
export function textLoss(task: TextTask, logits: Tensor2D, targets: NamedTensors, weighted: boolean): Loss {
  const rows = targets['rows'] as Tensor1D;
  const none = rows.shape[0] === 0;
  const chosen = none ? undefined : gatherRows(logits, rows); // [targets, labels]
  switch (task) {
    case 'labels':
      return classLoss(chosen, targets, weighted);
    case 'multi-label':
      if (chosen === undefined) return { sum: scalar(0) };
      return { sum: binaryCrossEntropy(chosen, targets['targets'], targets['classWeights']) };
    case 'regression': {
      if (chosen === undefined) return { sum: scalar(0) };
      const values = reshape(targets['values'] as Tensor, [-1, 1]);
      return { sum: sum<Scalar>(squaredDifference(chosen, values)) };
    }
  }
}

/**
 * - y log s(x) - (1 - y) log(1 - s(x)) with the logistic function s, as max(x, 0) - x y + log(1 + exp(-|x|)), which never overflows; times the
 * weights of columns, summed.
 */
function binaryCrossEntropy(logits: Tensor, targets: Tensor, weights: Tensor): Scalar {
  const linear = sub(maximum(logits, 0), mul(logits, targets));
  return sum(mul(add(linear, log1p(exp(neg(abs(logits))))), weights));
}
