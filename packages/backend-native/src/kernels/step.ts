import type { TensorInfo } from '@tensorflow/tfjs-core';
import { ClipByValue, Step } from '@tensorflow/tfjs-core';
import { kernel } from './kernel.js';

/** 1 where x > 0, else alpha: the derivative of ReLU. */
export const step = kernel<{ x: TensorInfo }, { alpha: number }>(Step, (backend, { x }, { alpha }) => {
  if (x.dtype !== 'float32') return undefined;
  const y = backend.output(x.shape);
  backend.binding.step(backend.floats(x), y.values, alpha);
  return y;
});

interface ClipAttributes {
  clipValueMin: number;
  clipValueMax: number;
}

/** x limited to an interval. */
export const clipByValue = kernel<{ x: TensorInfo }, ClipAttributes>(
  ClipByValue,
  (backend, { x }, { clipValueMin, clipValueMax }) => {
    if (x.dtype !== 'float32') return undefined;
    const y = backend.output(x.shape);
    backend.binding.clip(backend.floats(x), y.values, clipValueMin, clipValueMax);
    return y;
  },
);
