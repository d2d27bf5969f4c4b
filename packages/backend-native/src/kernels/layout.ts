import type { TensorInfo } from '@tensorflow/tfjs-core';

/** The layout of a shape and two tensors' strides over it, as the binary takes it. */
export function layout(sizes: readonly number[], first: readonly number[], second: readonly number[]): Int32Array {
  return Int32Array.from([...sizes, ...first, ...second]);
}

/** The strides of a contiguous tensor. */
export function contiguousStrides(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis];
  }
  return strides;
}

/** The strides of a contiguous tensor broadcast to `shape`: 0 along the axes that repeat it. */
export function stridesOver(tensor: TensorInfo, shape: readonly number[]): number[] {
  const own = contiguousStrides(tensor.shape);
  const missing = shape.length - tensor.shape.length;
  return shape.map((_, axis) => (axis < missing || tensor.shape[axis - missing] === 1 ? 0 : own[axis - missing]));
}
