import {
  add,
  mean,
  mul,
  rsqrt,
  square,
  squeeze,
  sub,
  sum,
  tidy,
  expandDims,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
} from '@tensorflow/tfjs-core';
import { differentiable } from './differentiable.js';
import { hasKernel, runFusedKernel } from './fused-kernel.js';

/**
 * Layer normalisation over the last axis (Ba et al., 2016), with the biased variance.
 * @param x [n, width]
 * @param gamma [width]
 * @param beta [width]
 * @returns [n, width]
 */
export function layerNorm(x: Tensor2D, gamma: Tensor1D, beta: Tensor1D, epsilon: number): Tensor2D {
  return differentiable<Tensor2D>(
    [x, gamma, beta],
    (save) => {
      const [y, rowMean, rowScale] = hasKernel('ClozeLayerNorm')
        ? runFusedKernel('ClozeLayerNorm', { x, gamma, beta }, { epsilon })
        : composedLayerNorm(x, gamma, beta, epsilon);
      save([x, gamma, rowMean, rowScale]);
      return y as Tensor2D;
    },
    (dy, [input, scale, rowMean, rowScale]) =>
      hasKernel('ClozeLayerNormGrad')
        ? runFusedKernel('ClozeLayerNormGrad', { dy, x: input, gamma: scale, mean: rowMean, rstd: rowScale }, {})
        : composedLayerNormGradient(dy, input, scale, rowMean, rowScale),
  );
}

/** [y, mean [n], reciprocal standard deviation [n]]. */
export function composedLayerNorm(x: Tensor, gamma: Tensor, beta: Tensor, epsilon: number): [Tensor, Tensor, Tensor] {
  return tidy(() => {
    const rowMean = mean(x, 1, true); // [n, 1]
    const centered = sub(x, rowMean);
    const rowScale = rsqrt(add(mean(square(centered), 1, true), epsilon)); // [n, 1]
    const y = add(mul(mul(centered, rowScale), gamma), beta);
    return [y, squeeze(rowMean, [1]), squeeze(rowScale, [1])];
  });
}

/** [dx, dgamma, dbeta]. */
export function composedLayerNormGradient(
  dy: Tensor,
  x: Tensor,
  gamma: Tensor,
  rowMean: Tensor,
  rowScale: Tensor,
): [Tensor, Tensor, Tensor] {
  return tidy(() => {
    const scale = expandDims(rowScale, 1); // [n, 1]
    const normalised = mul(sub(x, expandDims(rowMean, 1)), scale);
    const upstream = mul(dy, gamma);
    const along = mean(mul(upstream, normalised), 1, true); // [n, 1]
    const dx = mul(scale, sub(sub(upstream, mean(upstream, 1, true)), mul(normalised, along)));
    return [dx, sum(mul(dy, normalised), 0), sum(dy, 0)];
  });
}
