import type { TensorInfo } from '@tensorflow/tfjs-core';
import { PadV2 } from '@tensorflow/tfjs-core';
import { kernel } from './kernel.js';
import { contiguousStrides, layout } from './layout.js';

interface Attributes {
  paddings: Array<[number, number]>;
  constantValue: number;
}

/** x with a margin of one value around it. */
export const padV2 = kernel<{ x: TensorInfo }, Attributes>(PadV2, (backend, { x }, { paddings, constantValue }) => {
  if (x.dtype !== 'float32') return undefined;
  const shape = x.shape.map((size, axis) => paddings[axis][0] + size + paddings[axis][1]);
  const strides = contiguousStrides(shape);
  const out = backend.output(shape);
  out.values.fill(constantValue);
  const start = paddings.reduce((sum, [before], axis) => sum + before * strides[axis], 0);
  const values = backend.floats(x);
  if (values.length > 0) {
    const places = layout(x.shape, contiguousStrides(x.shape), strides);
    backend.binding.copy(values, out.values, 0, start, places);
  }
  return out;
});
