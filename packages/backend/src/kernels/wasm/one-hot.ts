import type { DataType, TensorInfo } from '@tensorflow/tfjs-core';
import { allocate, floats, integers, type Heap } from './heap.js';

/** One-hot rows; tfjs's own kernel writes integers whatever type was asked for. */
export function oneHot(
  heap: Heap,
  inputs: { readonly indices: TensorInfo },
  attributes: {
    readonly depth: number;
    readonly onValue: number;
    readonly offValue: number;
    readonly dtype: DataType;
  },
): TensorInfo {
  const { depth, onValue, offValue, dtype } = attributes;
  const out = allocate(heap, [...inputs.indices.shape, depth], dtype);
  const indices = integers(heap, inputs.indices);
  const values = (dtype === 'float32' ? floats(heap, out) : integers(heap, out)).fill(offValue);
  indices.forEach((index, i) => {
    if (index >= 0 && index < depth) values[i * depth + index] = onValue;
  });
  return out;
}
