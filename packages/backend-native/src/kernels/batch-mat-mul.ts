import type { TensorInfo } from '@tensorflow/tfjs-core';
import { BatchMatMul, broadcast_util, util } from '@tensorflow/tfjs-core';
import type { NativeBackend, Output } from '../native-backend.js';
import { kernel } from './kernel.js';

interface Inputs {
  a: TensorInfo;
  b: TensorInfo;
}

interface Attributes {
  transposeA: boolean;
  transposeB: boolean;
}

/** `[..., m, k] · [..., k, n] = [..., m, n]`, or `undefined` where tfjs's kernel must do it. */
export function multiplyBatches(
  backend: NativeBackend,
  { a, b }: Inputs,
  { transposeA, transposeB }: Attributes,
): Output | undefined {
  if (a.dtype !== 'float32' || b.dtype !== 'float32') return undefined;
  const [aRows, aColumns] = a.shape.slice(-2);
  const [bRows, bColumns] = b.shape.slice(-2);
  const [rows, inner] = transposeA ? [aColumns, aRows] : [aRows, aColumns];
  const [innerOfB, columns] = transposeB ? [bColumns, bRows] : [bRows, bColumns];
  const aBatch = util.sizeFromShape(a.shape.slice(0, -2));
  const bBatch = util.sizeFromShape(b.shape.slice(0, -2));
  if (inner !== innerOfB) return undefined;
  const batch = broadcast_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const batches = util.sizeFromShape(batch);
  // Both broadcast, such as [2, 1] with [1, 3]: rare, and tfjs has its own rule for it.
  if ((aBatch !== batches && aBatch !== 1) || (bBatch !== batches && bBatch !== 1)) return undefined;
  const out = backend.output([...batch, rows, columns]);
  const [left, right] = [backend.floats(a), backend.floats(b)];
  backend.binding.batchMultiply(left, right, out.values, aBatch, bBatch, rows, inner, columns, transposeA, transposeB);
  return out;
}

export const batchMatMul = kernel<Inputs, Attributes>(BatchMatMul, multiplyBatches);
