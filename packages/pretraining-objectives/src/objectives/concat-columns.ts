import { differentiable } from '@cloze/backend';
import { concat, slice, type Tensor2D } from '@tensorflow/tfjs-core';

/**
 * Tensors side by side, [n, a], [n, b], … to [n, a + b + …]. The gradient is cut apart at the same columns.
 */
export function concatColumns(parts: readonly Tensor2D[]): Tensor2D {
  return differentiable<Tensor2D>(
    parts,
    () => concat([...parts], 1),
    (dy) => {
      let column = 0;
      return parts.map(({ shape: [rows, width] }) => {
        column += width;
        return slice(dy, [0, column - width], [rows, width]);
      });
    },
  );
}
