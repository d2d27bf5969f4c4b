import type { TensorInfo } from '@tensorflow/tfjs-core';
import { kernel } from '../kernels/kernel.js';
import { optionalFloats } from './optional-floats.js';

interface BiasGeluInputs {
  /** `[n, width]` */
  x: TensorInfo;
  /** `[width]` */
  bias?: TensorInfo;
}

interface BiasGeluAttributes {
  /** Which form of the normal distribution function. */
  approximate: 'erf' | 'tanh';
}

/** `ClozeBiasGelu`: `y [n, width] = gelu(x + bias)`. */
export const biasGelu = kernel<BiasGeluInputs, BiasGeluAttributes>(
  'ClozeBiasGelu',
  (backend, { x, bias }, { approximate }) => {
    const [rows, width] = x.shape;
    const y = backend.output(x.shape);
    const biasValues = optionalFloats(backend, bias);
    backend.binding.biasGelu(backend.floats(x), biasValues, y.values, rows, width, approximate === 'tanh');
    return y;
  },
);

interface BiasGeluGradientInputs extends BiasGeluInputs {
  /** `[n, width]` */
  dy: TensorInfo;
}

/** `ClozeBiasGeluGrad`: `[dx [n, width], dbias [width]]`, the second where there is a bias. */
export const biasGeluGradient = kernel<BiasGeluGradientInputs, BiasGeluAttributes>(
  'ClozeBiasGeluGrad',
  (backend, { dy, x, bias }, { approximate }) => {
    const [rows, width] = x.shape;
    const dx = backend.output(x.shape);
    const dbias = bias == null ? undefined : backend.output([width]);
    backend.binding.biasGeluGradient(
      backend.floats(dy),
      backend.floats(x),
      optionalFloats(backend, bias),
      dx.values,
      dbias?.values ?? null,
      rows,
      width,
      approximate === 'tanh',
    );
    return dbias === undefined ? [dx] : [dx, dbias];
  },
);
