import type { TensorInfo } from '@tensorflow/tfjs-core';
import { ExpandDims, Reshape, util } from '@tensorflow/tfjs-core';
import { kernel } from './kernel.js';

/** The same values under another shape. */
export const reshape = kernel<{ x: TensorInfo }, { shape: number[] }>(Reshape, (backend, { x }, { shape }) => {
  if (x.dtype === 'complex64') return undefined;
  const size = util.sizeFromShape(x.shape);
  const inferred = util.inferFromImplicitShape(shape, size);
  return util.sizeFromShape(inferred) === size ? backend.share({ ...x, shape: inferred }) : undefined;
});

/** The same values with one more axis, of size 1. */
export const expandDims = kernel<{ input: TensorInfo }, { dim: number }>(ExpandDims, (backend, { input }, { dim }) => {
  const rank = input.shape.length;
  const axis = dim < 0 ? rank + dim + 1 : dim;
  if (input.dtype === 'complex64' || axis < 0 || axis > rank) return undefined;
  return backend.share({ ...input, shape: [...input.shape.slice(0, axis), 1, ...input.shape.slice(axis)] });
});
