import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { SimdHeap } from '../simd-heap.js';
import { countOf } from './wasm-kernel.js';

/** Dropout as attributes of a kernel. */
export interface DropoutAttributes {
  readonly rate: number;
  readonly key0: number;
  readonly key1: number;
}

/** ClozeDropout: x to x times the mask. */
export function dropout(heap: SimdHeap, inputs: { readonly x: TensorInfo }, attributes: DropoutAttributes): TensorInfo {
  const y = heap.allocate(inputs.x.shape);
  dropElements(heap, y.address, heap.address(inputs.x), countOf(inputs.x), attributes, 0);
  return y;
}

/** Scratch for the multipliers of a rest. */
export const SPARE_SLOT = 1;

/** y = x times the multipliers of `count` elements from flat index `first`, a multiple of 4. */
export function dropElements(
  heap: SimdHeap,
  y: number,
  x: number,
  count: number,
  { rate, key0, key1 }: DropoutAttributes,
  first: number,
): void {
  const threshold = Math.round(rate * 65536);
  const spare = heap.scratch(SPARE_SLOT, 64);
  heap.run['dropout'](y, x, count, key0, key1, threshold, first / 4, spare, 65536 / (65536 - threshold));
}
