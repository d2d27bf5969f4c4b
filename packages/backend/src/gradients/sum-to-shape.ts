import { reshape, sum, type Tensor } from '@tensorflow/tfjs-core';

/** Sums over the axes along which a tensor of `shape` was broadcast. */
export function sumToShape(dy: Tensor, shape: readonly number[]): Tensor {
  const offset = dy.rank - shape.length;
  const axes = dy.shape.flatMap((size, axis) =>
    axis < offset || (shape[axis - offset] === 1 && size !== 1) ? [axis] : [],
  );
  return reshape(axes.length > 0 ? sum(dy, axes) : dy, [...shape]);
}
