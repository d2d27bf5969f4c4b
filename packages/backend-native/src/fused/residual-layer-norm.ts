import type { TensorInfo } from '@tensorflow/tfjs-core';
import { kernel } from '../kernels/kernel.js';
import { drops, type DropoutAttributes } from './dropout-attributes.js';
import { optionalFloats } from './optional-floats.js';

interface ResidualLayerNormInputs {
  /** `[n, width]` */
  x: TensorInfo;
  /** `[width]` */
  bias?: TensorInfo;
  /** `[n, width]` */
  residual: TensorInfo;
  /** `[width]` */
  gamma: TensorInfo;
  /** `[width]` */
  beta: TensorInfo;
}

/**
 * `ClozeResidualLayerNorm`: `[y [n, width], sum [n, width], mean [n], rstd [n]]` with sum = residual + dropout(x + bias) and
 * y = layerNorm(sum).
 */
export const residualLayerNorm = kernel<ResidualLayerNormInputs, DropoutAttributes & { epsilon: number }>(
  'ClozeResidualLayerNorm',
  (backend, { x, bias, residual, gamma, beta }, { epsilon, rate, key0, key1 }) => {
    const [rows, width] = x.shape;
    const [y, sum] = [backend.output(x.shape), backend.output(x.shape)];
    const [mean, rstd] = [backend.output([rows]), backend.output([rows])];
    backend.binding.residualLayerNorm(
      backend.floats(x),
      optionalFloats(backend, bias),
      backend.floats(residual),
      backend.floats(gamma),
      backend.floats(beta),
      y.values,
      sum.values,
      mean.values,
      rstd.values,
      rows,
      width,
      epsilon,
      rate,
      key0,
      key1,
    );
    return [y, sum, mean, rstd];
  },
);

interface ResidualLayerNormGradientInputs {
  /** `[n, width]` */
  dy: TensorInfo;
  /** `[n, width]` */
  sum: TensorInfo;
  /** `[width]` */
  gamma: TensorInfo;
  /** `[n]` */
  mean: TensorInfo;
  /** `[n]` */
  rstd: TensorInfo;
}

/**
 * `ClozeResidualLayerNormGrad`: `[dx, dresidual, dgamma, dbeta, dbias]`, the last where `bias`. Without dropout dx is dresidual under another
 * tensor, so nothing is copied.
 */
export const residualLayerNormGradient = kernel<ResidualLayerNormGradientInputs, DropoutAttributes & { bias: boolean }>(
  'ClozeResidualLayerNormGrad',
  (backend, { dy, sum, gamma, mean, rstd }, attributes) => {
    const { bias, rate, key0, key1 } = attributes;
    const [rows, width] = sum.shape;
    const dresidual = backend.output(sum.shape);
    const dx = drops(attributes) ? backend.output(sum.shape) : undefined;
    const [dgamma, dbeta] = [backend.output([width]), backend.output([width])];
    const dbias = bias ? backend.output([width]) : undefined;
    backend.binding.residualLayerNormGradient(
      backend.floats(dy),
      backend.floats(sum),
      backend.floats(gamma),
      backend.floats(mean),
      backend.floats(rstd),
      dx?.values ?? null,
      dresidual.values,
      dgamma.values,
      dbeta.values,
      dbias?.values ?? null,
      rows,
      width,
      rate,
      key0,
      key1,
    );
    const outputs = [dx ?? backend.share(dresidual), dresidual, dgamma, dbeta];
    return dbias === undefined ? outputs : [...outputs, dbias];
  },
);
