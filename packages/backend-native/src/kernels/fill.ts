import type { DataType, TensorInfo } from '@tensorflow/tfjs-core';
import { Fill, OnesLike, ZerosLike } from '@tensorflow/tfjs-core';
import type { NativeBackend, Output } from '../native-backend.js';
import { kernel } from './kernel.js';

function filled(backend: NativeBackend, shape: readonly number[], value: number): Output {
  const out = backend.output(shape);
  out.values.fill(value);
  return out;
}

interface FillAttributes {
  shape: number[];
  value: number | string;
  dtype?: DataType;
}

/** One value everywhere. */
export const fill = kernel<object, FillAttributes>(Fill, (backend, _, { shape, value, dtype }) =>
  typeof value === 'number' && dtype === 'float32' ? filled(backend, shape, value) : undefined,
);

/** Zeros of x's shape. */
export const zerosLike = kernel<{ x: TensorInfo }, object>(ZerosLike, (backend, { x }) =>
  x.dtype === 'float32' ? filled(backend, x.shape, 0) : undefined,
);

/** Ones of x's shape. */
export const onesLike = kernel<{ x: TensorInfo }, object>(OnesLike, (backend, { x }) =>
  x.dtype === 'float32' ? filled(backend, x.shape, 1) : undefined,
);
