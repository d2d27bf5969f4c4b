import type { TensorInfo } from '@tensorflow/tfjs-core';
import { LogSoftmax, Softmax } from '@tensorflow/tfjs-core';
import type { NativeBackend, Output } from '../native-backend.js';
import { kernel } from './kernel.js';

function rows(backend: NativeBackend, x: TensorInfo, axis: number, logarithm: boolean): Output | undefined {
  const last = x.shape.length - 1;
  if (x.dtype !== 'float32' || (axis !== -1 && axis !== last)) return undefined;
  const y = backend.output(x.shape);
  const width = x.shape[last];
  backend.binding.softmax(backend.floats(x), y.values, width === 0 ? 0 : y.values.length / width, width, logarithm);
  return y;
}

/** Softmax over the last axis. */
export const softmax = kernel<{ logits: TensorInfo }, { dim: number }>(Softmax, (backend, { logits }, { dim }) =>
  rows(backend, logits, dim, false),
);

/** The logarithm of softmax over the last axis. tfjs's own CPU backend composes it, so it has no kernel to fall back to. */
export const logSoftmax = kernel<{ logits: TensorInfo }, { axis: number }>(
  LogSoftmax,
  (backend, { logits }, { axis }) => rows(backend, logits, axis, true),
);
