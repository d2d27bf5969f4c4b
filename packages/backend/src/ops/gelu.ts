import {
  add,
  erf,
  exp,
  mul,
  square,
  sub,
  sum,
  tanh,
  tidy,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
} from '@tensorflow/tfjs-core';
import { differentiable } from './differentiable.js';
import { hasKernel, runFusedKernel } from './fused-kernel.js';

/** `erf` is exact; `tanh` is the approximation that Hugging Face calls `gelu_new`. */
export type GeluForm = 'erf' | 'tanh';

const SQRT_HALF = Math.SQRT1_2;
const NORMAL_PEAK = 1 / Math.sqrt(2 * Math.PI);
const TANH_SCALE = Math.sqrt(2 / Math.PI);
const TANH_CUBIC = 0.044715;

/**
 * GELU of x + bias (Hendrycks and Gimpel, 2016): z times the standard normal distribution function of z.
 * @param x [n, width]
 * @param bias [width]
 * @returns [n, width]
 */
export function biasGelu(x: Tensor2D, bias: Tensor1D | undefined, form: GeluForm = 'erf'): Tensor2D {
  const attributes = { approximate: form };
  return differentiable<Tensor2D>(
    bias ? [x, bias] : [x],
    (save) => {
      save(bias ? [x, bias] : [x]);
      if (hasKernel('ClozeBiasGelu')) return runFusedKernel('ClozeBiasGelu', { x, bias }, attributes)[0] as Tensor2D;
      return tidy(() => composedGelu(bias ? add(x, bias) : x, form));
    },
    (dy, [input, shift]) => {
      if (hasKernel('ClozeBiasGeluGrad')) {
        return runFusedKernel('ClozeBiasGeluGrad', { dy, x: input, bias: shift }, attributes);
      }
      const dx = tidy(() => mul(dy, composedDerivative(shift ? add(input, shift) : input, form)));
      return shift ? [dx, sum(dx, 0)] : [dx];
    },
  );
}

/** GELU without a bias; see {@link biasGelu}. */
export function gelu(x: Tensor2D, form: GeluForm = 'erf'): Tensor2D {
  return biasGelu(x, undefined, form);
}

function composedGelu(z: Tensor, form: GeluForm): Tensor2D {
  const twice = form === 'erf' ? add(1, erf(mul(z, SQRT_HALF))) : add(1, tanh(tanhArgument(z)));
  return mul(mul(z, 0.5), twice);
}

function composedDerivative(z: Tensor, form: GeluForm): Tensor {
  if (form === 'erf') {
    const distribution = mul(0.5, add(1, erf(mul(z, SQRT_HALF))));
    const density = mul(NORMAL_PEAK, exp(mul(-0.5, square(z))));
    return add(distribution, mul(z, density));
  }
  const t = tanh(tanhArgument(z));
  const slope = mul(TANH_SCALE, add(1, mul(3 * TANH_CUBIC, square(z))));
  return mul(0.5, add(add(1, t), mul(mul(z, sub(1, square(t))), slope)));
}

function tanhArgument(z: Tensor): Tensor {
  return mul(TANH_SCALE, add(z, mul(TANH_CUBIC, mul(z, square(z)))));
}
