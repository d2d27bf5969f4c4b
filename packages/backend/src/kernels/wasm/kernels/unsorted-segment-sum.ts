import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { SimdHeap } from '../simd-heap.js';
import { countOf } from './wasm-kernel.js';

/** Sums of slices by segment, which tfjs's WebAssembly backend lacks; slices with ids outside are left out. */
export function unsortedSegmentSum(
  heap: SimdHeap,
  inputs: { readonly x: TensorInfo; readonly segmentIds: TensorInfo },
  attributes: { readonly numSegments: number },
): TensorInfo {
  const { x, segmentIds } = inputs;
  const { numSegments } = attributes;
  const inner = x.shape.slice(segmentIds.shape.length);
  const width = countOf({ shape: inner } as TensorInfo);
  const out = heap.zeros([numSegments, ...inner]);
  const values = heap.address(x);
  heap.integers(heap.address(segmentIds), countOf(segmentIds)).forEach((id, i) => {
    if (id < 0 || id >= numSegments) return;
    heap.run['addElements'](out.address + 4 * id * width, values + 4 * i * width, width);
  });
  return out;
}
