import type { TensorInfo } from '@tensorflow/tfjs-core';
import { kernel } from '../kernels/kernel.js';

interface LayerNormInputs {
  /** `[n, width]` */
  x: TensorInfo;
  /** `[width]` */
  gamma: TensorInfo;
  /** `[width]` */
  beta: TensorInfo;
}

/** `ClozeLayerNorm`: `[y [n, width], mean [n], rstd [n]]` with rstd = 1 / √(variance + epsilon). */
export const layerNorm = kernel<LayerNormInputs, { epsilon: number }>(
  'ClozeLayerNorm',
  (backend, { x, gamma, beta }, { epsilon }) => {
    const [rows, width] = x.shape;
    const [y, mean, rstd] = [backend.output(x.shape), backend.output([rows]), backend.output([rows])];
    backend.binding.layerNorm(
      backend.floats(x),
      backend.floats(gamma),
      backend.floats(beta),
      y.values,
      mean.values,
      rstd.values,
      rows,
      width,
      epsilon,
    );
    return [y, mean, rstd];
  },
);

interface LayerNormGradientInputs {
  /** `[n, width]` */
  dy: TensorInfo;
  /** `[n, width]` */
  x: TensorInfo;
  /** `[width]` */
  gamma: TensorInfo;
  /** `[n]` */
  mean: TensorInfo;
  /** `[n]` */
  rstd: TensorInfo;
}

/** `ClozeLayerNormGrad`: `[dx [n, width], dgamma [width], dbeta [width]]`. */
export const layerNormGradient = kernel<LayerNormGradientInputs, object>(
  'ClozeLayerNormGrad',
  (backend, { dy, x, gamma, mean, rstd }) => {
    const [rows, width] = x.shape;
    const [dx, dgamma, dbeta] = [backend.output(x.shape), backend.output([width]), backend.output([width])];
    backend.binding.layerNormGradient(
      backend.floats(dy),
      backend.floats(x),
      backend.floats(gamma),
      backend.floats(mean),
      backend.floats(rstd),
      dx.values,
      dgamma.values,
      dbeta.values,
      rows,
      width,
    );
    return [dx, dgamma, dbeta];
  },
);
