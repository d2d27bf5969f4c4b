import type { TensorInfo } from '@tensorflow/tfjs-core';
import { Transpose } from '@tensorflow/tfjs-core';
import { kernel } from './kernel.js';
import { contiguousStrides, layout } from './layout.js';

/** The axes of x in another order. */
export const transpose = kernel<{ x: TensorInfo }, { perm: number[] }>(Transpose, (backend, { x }, { perm }) => {
  if (x.dtype !== 'float32') return undefined;
  const shape = perm.map((axis) => x.shape[axis]);
  const strides = contiguousStrides(x.shape);
  const out = backend.output(shape);
  const places = layout(
    shape,
    perm.map((axis) => strides[axis]),
    contiguousStrides(shape),
  );
  backend.binding.copy(backend.floats(x), out.values, 0, 0, places);
  return out;
});
