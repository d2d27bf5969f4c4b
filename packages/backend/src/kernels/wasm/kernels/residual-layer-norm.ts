import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { SimdHeap } from '../simd-heap.js';
import { dropElements, dropout, type DropoutAttributes } from './dropout.js';
import { layerNorm, layerNormGradient } from './layer-norm.js';
import { sizesOf } from './wasm-kernel.js';

/** ClozeResidualLayerNorm: x, bias, residual, gamma, beta to [y, sum, mean, rstd]. */
export function residualLayerNorm(
  heap: SimdHeap,
  inputs: Readonly<Record<'x' | 'residual' | 'gamma' | 'beta', TensorInfo>> & { readonly bias?: TensorInfo },
  attributes: DropoutAttributes & { readonly epsilon: number },
): TensorInfo[] {
  const { x, bias, residual, gamma, beta } = inputs;
  const [n, width] = sizesOf(x);
  const sum = heap.allocate([n, width]);
  let from = heap.address(x);
  if (bias) {
    heap.run['addRow'](sum.address, from, heap.address(bias), n, width);
    from = sum.address;
  }
  if (attributes.rate > 0) dropElements(heap, sum.address, from, n * width, attributes, 0);
  else if (!bias) heap.floats(sum.address, n * width).set(heap.floats(from, n * width));
  heap.run['addElements'](sum.address, heap.address(residual), n * width);
  const [y, mean, rstd] = layerNorm(heap, { x: sum, gamma, beta }, attributes);
  return [y, sum, mean, rstd];
}

/** ClozeResidualLayerNormGrad: dy, sum, gamma, mean, rstd to [dx, dresidual, dgamma, dbeta, dbias]. */
export function residualLayerNormGradient(
  heap: SimdHeap,
  inputs: Readonly<Record<'dy' | 'sum' | 'gamma' | 'mean' | 'rstd', TensorInfo>>,
  attributes: DropoutAttributes & { readonly bias: boolean },
): TensorInfo[] {
  const { dy, sum, gamma, mean, rstd } = inputs;
  const [n, width] = sizesOf(sum);
  const [dresidual, dgamma, dbeta] = layerNormGradient(heap, { dy, x: sum, gamma, mean, rstd });
  const dx = attributes.rate > 0 ? dropout(heap, { x: dresidual }, attributes) : copy(heap, dresidual);
  if (!attributes.bias) return [dx, dresidual, dgamma, dbeta];
  const dbias = heap.zeros([width]);
  heap.run['addColumns'](dbias.address, heap.address(dx), n, width);
  return [dx, dresidual, dgamma, dbeta, dbias];
}

function copy(heap: SimdHeap, x: TensorInfo): TensorInfo {
  const [n, width] = sizesOf(x);
  const y = heap.allocate(x.shape);
  heap.floats(y.address, n * width).set(heap.floats(heap.address(x), n * width));
  return y;
}
