import { UnsortedSegmentSum, type TensorInfo } from '@tensorflow/tfjs-core';
import { allocate, floats, integers, type Heap } from './heap.js';

/** The name this kernel takes the place of. */
export const kernelName = UnsortedSegmentSum;

/** Row sums by segment: the gradient of gather, which tfjs's WebAssembly backend lacks. Rows with ids outside are left out. */
export function unsortedSegmentSum(
  heap: Heap,
  inputs: { readonly x: TensorInfo; readonly segmentIds: TensorInfo },
  attributes: { readonly numSegments: number },
): TensorInfo {
  const { x, segmentIds } = inputs;
  const { numSegments } = attributes;
  const inner = x.shape.slice(segmentIds.shape.length);
  const width = inner.reduce((product, size) => product * size, 1);
  const out = allocate(heap, [numSegments, ...inner]);
  const values = floats(heap, x);
  const ids = integers(heap, segmentIds);
  const sums = floats(heap, out).fill(0);
  for (let i = 0; i < ids.length; i += 1) {
    if (ids[i] < 0 || ids[i] >= numSegments) continue;
    const from = i * width;
    const to = ids[i] * width;
    for (let j = 0; j < width; j += 1) sums[to + j] += values[from + j];
  }
  return out;
}
