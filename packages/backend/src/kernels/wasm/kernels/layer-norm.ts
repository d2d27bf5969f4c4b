import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { SimdHeap } from '../simd-heap.js';
import { sizesOf } from './wasm-kernel.js';

/** ClozeLayerNorm: x [n, width], gamma, beta [width] to [y, mean [n], rstd [n]]. */
export function layerNorm(
  heap: SimdHeap,
  inputs: { readonly x: TensorInfo; readonly gamma: TensorInfo; readonly beta: TensorInfo },
  attributes: { readonly epsilon: number },
): TensorInfo[] {
  const { x, gamma, beta } = inputs;
  const [n, width] = sizesOf(x);
  const [y, mean, rstd] = [heap.allocate([n, width]), heap.allocate([n]), heap.allocate([n])];
  const addresses = [y.address, mean.address, rstd.address, ...[x, gamma, beta].map((t) => heap.address(t))];
  heap.run['layerNorm'](...addresses, n, width, attributes.epsilon);
  return [y, mean, rstd];
}

/** ClozeLayerNormGrad: dy, x, gamma, mean, rstd to [dx, dgamma, dbeta]. */
export function layerNormGradient(
  heap: SimdHeap,
  inputs: Readonly<Record<'dy' | 'x' | 'gamma' | 'mean' | 'rstd', TensorInfo>>,
): TensorInfo[] {
  const { dy, x, gamma, mean, rstd } = inputs;
  const [n, width] = sizesOf(x);
  const [dx, dgamma, dbeta] = [heap.allocate([n, width]), heap.zeros([width]), heap.zeros([width])];
  const addresses = [dy, x, gamma, mean, rstd].map((t) => heap.address(t));
  heap.run['layerNormGradient'](dx.address, dgamma.address, dbeta.address, ...addresses, n, width);
  return [dx, dgamma, dbeta];
}
