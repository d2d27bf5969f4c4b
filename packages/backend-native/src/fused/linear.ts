import type { TensorInfo } from '@tensorflow/tfjs-core';
import { kernel } from '../kernels/kernel.js';
import { optionalFloats } from './optional-floats.js';

interface LinearInputs {
  /** `[n, in]` */
  x: TensorInfo;
  /** `[out, in]` */
  weight: TensorInfo;
  /** `[out]` */
  bias?: TensorInfo;
}

/** `ClozeLinear`: `y [n, out] = x · weightᵀ + bias`. */
export const linear = kernel<LinearInputs, object>('ClozeLinear', (backend, { x, weight, bias }) => {
  const [rows, inner] = x.shape;
  const [columns] = weight.shape;
  const y = backend.output([rows, columns]);
  const biasValues = optionalFloats(backend, bias);
  backend.binding.linear(backend.floats(x), backend.floats(weight), biasValues, y.values, rows, inner, columns);
  return y;
});

interface LinearGradientInputs extends LinearInputs {
  /** `[n, out]` */
  dy: TensorInfo;
}

interface LinearGradientAttributes {
  /** Whether the layer has a bias. */
  bias: boolean;
  /** Whether the gradient of `x` is wanted. */
  needDx: boolean;
}

/** `ClozeLinearGrad`: `[dx [n, in], dweight [out, in], dbias [out]]`, without those not asked for. */
export const linearGradient = kernel<LinearGradientInputs, LinearGradientAttributes>(
  'ClozeLinearGrad',
  (backend, { dy, x, weight }, { bias, needDx }) => {
    const [rows, inner] = x.shape;
    const [columns] = weight.shape;
    const dx = needDx ? backend.output([rows, inner]) : undefined;
    const dweight = backend.output([columns, inner]);
    const dbias = bias ? backend.output([columns]) : undefined;
    backend.binding.linearGradient(
      backend.floats(dy),
      backend.floats(x),
      backend.floats(weight),
      dx?.values ?? null,
      dweight.values,
      dbias?.values ?? null,
      rows,
      inner,
      columns,
    );
    return [dx, dweight, dbias].filter((output) => output !== undefined);
  },
);
