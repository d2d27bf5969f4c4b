import type { TensorInfo } from '@tensorflow/tfjs-core';
import { kernel } from '../kernels/kernel.js';
import { drops, type DropoutAttributes } from './dropout-attributes.js';

/** `ClozeDropout`: `x` of any shape with elements dropped and the others scaled up. Its gradient is itself on dy. */
export const dropout = kernel<{ x: TensorInfo }, DropoutAttributes>('ClozeDropout', (backend, { x }, attributes) => {
  if (!drops(attributes)) return backend.share(x);
  const y = backend.output(x.shape);
  backend.binding.dropout(backend.floats(x), y.values, attributes.rate, attributes.key0, attributes.key1);
  return y;
});
