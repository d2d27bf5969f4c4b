import type { TensorInfo } from '@tensorflow/tfjs-core';
import { AddN } from '@tensorflow/tfjs-core';
import { kernel } from './kernel.js';

/** The sum of float32 tensors of one shape. */
export const addN = kernel<TensorInfo[], object>(AddN, (backend, tensors) => {
  if (tensors.some(({ dtype }) => dtype !== 'float32')) return undefined;
  const out = backend.output(tensors[0].shape);
  backend.binding.addAll(
    tensors.map((tensor) => backend.floats(tensor)),
    out.values,
  );
  return out;
});
