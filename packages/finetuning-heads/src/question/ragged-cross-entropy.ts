import { differentiable } from '@cloze/backend';
import { clone, engine, keep, mul, scalar, tensor, type Scalar, type Tensor2D } from '@tensorflow/tfjs-core';

/** A choice of one row in each of some ranges of rows, by several columns of logits at once. */
export interface RowChoices {
  /** First row of each range, and the row after its last: [from, to) at 2i and 2i + 1. */
  readonly ranges: ArrayLike<number>; // [choices * 2]
  /** The right row of each range by each column. */
  readonly rows: ArrayLike<number>; // [choices * columns]
}

/**
 * Cross-entropy of the softmax over each range's rows, a column at a time, averaged over columns and summed over ranges; and the number of
 * ranges whose largest logits are the right rows in all columns. Computed on the host in float64: it is a few numbers a token.
 * @param logits [rows, columns]
 */
export function raggedCrossEntropy(
  logits: Tensor2D,
  { ranges, rows }: RowChoices,
): { readonly lossSum: Scalar; readonly correct: Scalar } {
  const columns = logits.shape[1];
  const withGradient = engine().isTapeOn();
  const counted: Scalar[] = [];
  const lossSum = differentiable<Scalar>(
    [logits],
    (save) => {
      const values = logits.dataSync();
      const gradient = new Float32Array(withGradient ? values.length : 0);
      let loss = 0;
      let correct = 0;
      for (let choice = 0; 2 * choice < ranges.length; choice += 1) {
        const [from, to] = [ranges[2 * choice], ranges[2 * choice + 1]];
        let allRight = true;
        for (let column = 0; column < columns; column += 1) {
          const right = rows[choice * columns + column];
          let best = from;
          for (let row = from + 1; row < to; row += 1) {
            if (values[row * columns + column] > values[best * columns + column]) best = row;
          }
          const largest = values[best * columns + column];
          let total = 0;
          for (let row = from; row < to; row += 1) total += Math.exp(values[row * columns + column] - largest);
          loss += (largest + Math.log(total) - values[right * columns + column]) / columns;
          allRight &&= best === right;
          if (!withGradient) continue;
          for (let row = from; row < to; row += 1) {
            gradient[row * columns + column] += Math.exp(values[row * columns + column] - largest) / total / columns;
          }
          gradient[right * columns + column] -= 1 / columns;
        }
        correct += Number(allRight);
      }
      if (withGradient) save([tensor(gradient, logits.shape)]);
      counted.push(keep(scalar(correct)));
      return scalar(loss);
    },
    (dy, [gradient]) => [mul(gradient, dy)],
  );
  // The count leaves the operation beside its one value: kept inside, handed to the caller's scope here.
  const correct = clone(counted[0]);
  counted[0].dispose();
  return { lossSum, correct };
}
