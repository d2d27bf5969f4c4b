import type { TensorInfo } from '@tensorflow/tfjs-core';
import { Tile } from '@tensorflow/tfjs-core';
import { kernel } from './kernel.js';
import { contiguousStrides, layout } from './layout.js';

/** x repeated along its axes. */
export const tile = kernel<{ x: TensorInfo }, { reps: number[] }>(Tile, (backend, { x }, { reps }) => {
  if (x.dtype !== 'float32' || reps.length !== x.shape.length || x.shape.length > 4) return undefined;
  const shape = x.shape.map((size, axis) => size * reps[axis]);
  const out = backend.output(shape);
  // Each axis becomes two: which repetition, and the place in it.
  const strides = contiguousStrides(x.shape);
  const sizes = x.shape.flatMap((size, axis) => [reps[axis], size]);
  const places = layout(
    sizes,
    strides.flatMap((stride) => [0, stride]),
    contiguousStrides(sizes),
  );
  backend.binding.copy(backend.floats(x), out.values, 0, 0, places);
  return out;
});
