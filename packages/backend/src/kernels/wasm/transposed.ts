import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import type { Heap } from './heap.js';

/** A copy with the last two axes exchanged. */
export function transposed(heap: Heap, x: TensorInfo, transpose: KernelConfig['kernelFunc']): TensorInfo {
  const rank = x.shape.length;
  const perm = Array.from({ length: rank }, (_, axis) => axis);
  [perm[rank - 2], perm[rank - 1]] = [perm[rank - 1], perm[rank - 2]];
  return transpose({ inputs: { x }, backend: heap, attrs: { perm } }) as TensorInfo;
}
