import { differentiable } from '@cloze/backend';
import { engine, mul, scalar, tensor, type Scalar, type Tensor1D } from '@tensorflow/tfjs-core';

/** The choices of each mention and which are right. */
export interface AntecedentChoices {
  /** First choice of each mention, then the number of choices. */
  readonly starts: ArrayLike<number>; // [mentions + 1]
  /** Whether a choice is of the mention's own cluster. */
  readonly isRight: ArrayLike<boolean>; // [choices]
  /** Whether a mention learns. */
  readonly learns: ArrayLike<boolean>; // [mentions]
}

/**
 * Minus the log of the probability that each mention goes back to any right antecedent, summed over mentions (Lee et al., 2017). The softmax is
 * over its antecedents and a dummy of score 0, which is right where no antecedent is. Computed on the host in float64.
 * @param scores of the choices, [choices]
 */
export function antecedentLoss(scores: Tensor1D, { starts, isRight, learns }: AntecedentChoices): Scalar {
  const withGradient = engine().isTapeOn();
  return differentiable<Scalar>(
    [scores],
    (save) => {
      const values = scores.dataSync();
      const gradient = new Float32Array(values.length);
      let loss = 0;
      for (let mention = 0; mention + 1 < starts.length; mention += 1) {
        if (!learns[mention]) continue;
        const [from, to] = [starts[mention], starts[mention + 1]];
        let largest = 0;
        let hasRight = false;
        for (let k = from; k < to; k += 1) {
          largest = Math.max(largest, values[k]);
          hasRight ||= isRight[k];
        }
        // Right choices get a largest of their own, so that a right one far below the others does not vanish.
        let largestRight = hasRight ? -Infinity : 0;
        for (let k = from; k < to; k += 1) if (isRight[k]) largestRight = Math.max(largestRight, values[k]);
        let all = Math.exp(-largest);
        let right = hasRight ? 0 : 1;
        for (let k = from; k < to; k += 1) {
          all += Math.exp(values[k] - largest);
          if (isRight[k]) right += Math.exp(values[k] - largestRight);
        }
        loss += Math.log(all) + largest - Math.log(right) - largestRight;
        for (let k = from; k < to; k += 1) {
          gradient[k] += Math.exp(values[k] - largest) / all;
          if (isRight[k]) gradient[k] -= Math.exp(values[k] - largestRight) / right;
        }
      }
      if (withGradient) save([tensor(gradient, scores.shape)]);
      return scalar(loss);
    },
    (dy, [gradient]) => [mul(gradient, dy)],
  );
}
