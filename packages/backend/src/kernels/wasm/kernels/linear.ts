import type { TensorInfo } from '@tensorflow/tfjs-core';
import { matrix, transpose } from '../multiply-matrices.js';
import type { SimdHeap } from '../simd-heap.js';
import { sizesOf } from './wasm-kernel.js';

/** ClozeLinear: x [n, in], weight [out, in], bias [out] to [n, out]. */
export function linear(
  heap: SimdHeap,
  inputs: { readonly x: TensorInfo; readonly weight: TensorInfo; readonly bias?: TensorInfo },
): TensorInfo {
  const { x, weight, bias } = inputs;
  const [n, width] = sizesOf(x);
  const [columns] = weight.shape;
  const y = heap.allocate([n, columns]);
  if (bias) heap.run['repeatRow'](y.address, heap.address(bias), n, columns);
  heap.multiply(
    matrix(y.address, n, columns),
    matrix(heap.address(x), n, width),
    transpose(matrix(heap.address(weight), columns, width)),
    width,
    bias !== undefined,
  );
  return y;
}

/** ClozeLinearGrad: dy [n, out], x, weight to [dx, dweight, dbias]. */
export function linearGradient(
  heap: SimdHeap,
  inputs: { readonly dy: TensorInfo; readonly x: TensorInfo; readonly weight: TensorInfo },
  attributes: { readonly bias: boolean; readonly needDx: boolean },
): TensorInfo[] {
  const { dy, x, weight } = inputs;
  const [n, width] = sizesOf(x);
  const [columns] = weight.shape;
  const upstream = matrix(heap.address(dy), n, columns);
  const outputs: TensorInfo[] = [];
  if (attributes.needDx) {
    const dx = heap.allocate([n, width]);
    heap.multiply(matrix(dx.address, n, width), upstream, matrix(heap.address(weight), columns, width), columns);
    outputs.push(dx);
  }
  const dweight = heap.allocate([columns, width]);
  heap.multiply(matrix(dweight.address, columns, width), transpose(upstream), matrix(heap.address(x), n, width), n);
  outputs.push(dweight);
  if (attributes.bias) {
    const dbias = heap.zeros([columns]);
    heap.run['addColumns'](dbias.address, upstream.address, n, columns);
    outputs.push(dbias);
  }
  return outputs;
}
