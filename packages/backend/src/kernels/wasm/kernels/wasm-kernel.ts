import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { SimdHeap } from '../simd-heap.js';

/** A kernel over the heap: outputs from inputs and attributes, whose names are those of the operation. */
export type WasmKernel<Inputs = never, Attributes = never> = (
  heap: SimdHeap,
  inputs: Inputs,
  attributes: Attributes,
) => TensorInfo | TensorInfo[];

/** Rows and width of a matrix. */
export function sizesOf({ shape }: TensorInfo): [number, number] {
  return [shape[0], shape[1]];
}

/** Product of the sizes. */
export function countOf({ shape }: TensorInfo): number {
  return shape.reduce((product, size) => product * size, 1);
}
