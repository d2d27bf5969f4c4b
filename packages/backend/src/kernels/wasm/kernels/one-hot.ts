import type { DataType, TensorInfo } from '@tensorflow/tfjs-core';
import type { SimdHeap } from '../simd-heap.js';
import { countOf } from './wasm-kernel.js';

/** One-hot rows; tfjs's own kernel writes integers whatever type was asked for. */
export function oneHot(
  heap: SimdHeap,
  inputs: { readonly indices: TensorInfo },
  attributes: {
    readonly depth: number;
    readonly onValue: number;
    readonly offValue: number;
    readonly dtype: DataType;
  },
): TensorInfo {
  const { depth, onValue, offValue, dtype } = attributes;
  const count = countOf(inputs.indices);
  const out = heap.allocate([...inputs.indices.shape, depth], dtype);
  const indices = heap.integers(heap.address(inputs.indices), count);
  const values = heap[dtype === 'float32' ? 'floats' : 'integers'](out.address, count * depth).fill(offValue);
  indices.forEach((index, i) => {
    if (index >= 0 && index < depth) values[i * depth + index] = onValue;
  });
  return out;
}
