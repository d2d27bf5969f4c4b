import {
  argMax,
  cast,
  clone,
  div,
  engine,
  equal,
  exp,
  isFinite,
  keep,
  log,
  logicalAnd,
  max,
  mul,
  oneHot,
  reshape,
  sub,
  sum,
  tidy,
  type Scalar,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
} from '@tensorflow/tfjs-core';
import { differentiable } from './differentiable.js';
import { hasKernel, runFusedKernel } from './fused-kernel.js';

/** A loss over rows, and how often the best class was the right one. */
export interface CrossEntropy {
  /** Summed over rows, in nats; differentiable. */
  readonly lossSum: Scalar;
  /** Number of rows whose largest logit is the label's; a row whose loss is NaN is none of those. */
  readonly correct: Scalar;
}

/**
 * Cross-entropy of softmax(logits) with the labels, summed over rows. The gradient is made in the forward pass.
 * @param logits [n, classes]
 * @param labels int32 [n], each in [0, classes)
 */
export function softmaxCrossEntropy(logits: Tensor2D, labels: Tensor1D): CrossEntropy {
  return crossEntropyFrom([logits], (withGradient) =>
    hasKernel('ClozeSoftmaxCrossEntropy')
      ? runFusedKernel('ClozeSoftmaxCrossEntropy', { logits, labels }, { withGradient })
      : composedSoftmaxCrossEntropy(logits, labels, withGradient),
  );
}

/** [lossSum, correct], and dlogits with a gradient. */
export function composedSoftmaxCrossEntropy(logits: Tensor2D, labels: Tensor1D, withGradient: boolean): Tensor[] {
  return tidy(() => {
    const shifted = sub(logits, max(logits, 1, true));
    const exponentials = exp(shifted);
    const total = sum(exponentials, 1, true); // [n, 1]
    const target = oneHot(labels, logits.shape[1], 1, 0, 'float32'); // [n, classes]
    const lossSum = sub(sum(log(total)), sum(mul(shifted, target)));
    const hasLoss = isFinite(reshape(total, [-1])); // [n]
    const correct = sum(cast(logicalAnd(equal(argMax(logits, 1), labels), hasLoss), 'float32'));
    return withGradient ? [lossSum, correct, sub(div(exponentials, total), target)] : [lossSum, correct];
  });
}

/**
 * An operation whose kernel gives [lossSum, correct, gradient of lossSum by each input …]; the gradients only when a tape is
 * recording.
 */
export function crossEntropyFrom(
  inputs: readonly Tensor[],
  compute: (withGradient: boolean) => Tensor[],
): CrossEntropy {
  const withGradient = engine().isTapeOn();
  const counted: Tensor[] = [];
  const lossSum = differentiable<Scalar>(
    inputs,
    (save) => {
      const [loss, correct, ...gradients] = compute(withGradient);
      save(gradients);
      counted.push(keep(correct));
      return loss as Scalar;
    },
    (dy, gradients) => gradients.map((gradient) => mul(gradient, dy)),
  );
  // The count leaves the operation beside its one value: kept inside, handed to the caller's scope here.
  const correct = clone(counted[0]) as Scalar;
  counted[0].dispose();
  return { lossSum, correct };
}
