import { differentiable } from '@cloze/backend';
import { div, exp, log, max, mul, neg, sub, sum, tidy, type Scalar, type Tensor2D } from '@tensorflow/tfjs-core';

/**
 * Cross-entropy of softmax(logits) with weighted targets, summed over rows: - sum of targets * log softmax(logits), in nats. A row of zeros
 * counts nothing.
 * @param logits [n, classes]
 * @param targets [n, classes]: weights of the right classes, 0 elsewhere; takes no gradient
 */
export function weightedCrossEntropy(logits: Tensor2D, targets: Tensor2D): Scalar {
  return differentiable<Scalar>(
    [logits],
    (save) => {
      const [loss, gradient] = tidy(() => {
        const shifted = sub(logits, max(logits, 1, true));
        const exponentials = exp(shifted);
        const total = sum(exponentials, 1, true); // [n, 1]
        const logarithms = sub(shifted, log(total));
        const probabilities = div(exponentials, total);
        return [
          neg(sum<Scalar>(mul(targets, logarithms))),
          sub(mul(probabilities, sum(targets, 1, true)), targets),
        ] as [Scalar, Tensor2D];
      });
      save([gradient]);
      return loss;
    },
    (dy, [gradient]) => [mul(gradient, dy)],
  );
}
