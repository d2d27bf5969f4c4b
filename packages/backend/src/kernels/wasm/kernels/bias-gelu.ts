import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { GeluForm } from '../../../ops/gelu.js';
import type { SimdHeap } from '../simd-heap.js';
import { sizesOf } from './wasm-kernel.js';

/** ClozeBiasGelu: x [n, width], bias [width] to [n, width]. */
export function biasGelu(
  heap: SimdHeap,
  inputs: { readonly x: TensorInfo; readonly bias?: TensorInfo },
  attributes: { readonly approximate: GeluForm },
): TensorInfo {
  const [n, width] = sizesOf(inputs.x);
  const y = heap.allocate([n, width]);
  const bias = biasOrZeros(heap, inputs.bias, width);
  heap.run[`${attributes.approximate}Gelu`](y.address, heap.address(inputs.x), bias, n, width);
  return y;
}

/** ClozeBiasGeluGrad: dy, x, bias to [dx, dbias]. */
export function biasGeluGradient(
  heap: SimdHeap,
  inputs: { readonly dy: TensorInfo; readonly x: TensorInfo; readonly bias?: TensorInfo },
  attributes: { readonly approximate: GeluForm },
): TensorInfo[] {
  const { dy, x, bias } = inputs;
  const [n, width] = sizesOf(x);
  const dx = heap.allocate([n, width]);
  const gradient = heap.run[`${attributes.approximate}GeluGradient`];
  gradient(dx.address, heap.address(dy), heap.address(x), biasOrZeros(heap, bias, width), n, width);
  if (!bias) return [dx];
  const dbias = heap.zeros([width]);
  heap.run['addColumns'](dbias.address, dx.address, n, width);
  return [dx, dbias];
}

function biasOrZeros(heap: SimdHeap, bias: TensorInfo | undefined, width: number): number {
  if (bias) return heap.address(bias);
  const zeros = heap.scratch(0, 4 * width);
  heap.floats(zeros, width).fill(0);
  return zeros;
}
