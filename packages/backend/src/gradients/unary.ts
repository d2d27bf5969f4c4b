import {
  add,
  cast,
  cos,
  div,
  exp,
  greaterEqual,
  lessEqual,
  logicalAnd,
  mul,
  neg,
  onesLike,
  rsqrt,
  sigmoid,
  sign,
  sin,
  square,
  step,
  sub,
  where,
  zerosLike,
  type NamedAttrMap,
  type Tensor,
} from '@tensorflow/tfjs-core';
import type { KernelGradient } from './kernel-gradient.js';

/** Derivatives by the input x, as factors of dy. */
const byInput: Record<string, (x: Tensor, attributes: NamedAttrMap) => Tensor> = {
  Abs: (x) => sign(x),
  ClipByValue: (x, { clipValueMin, clipValueMax }) =>
    cast(logicalAnd(greaterEqual(x, Number(clipValueMin)), lessEqual(x, Number(clipValueMax))), 'float32'),
  Cos: (x) => neg(sin(x)),
  Erf: (x) => mul(2 / Math.sqrt(Math.PI), exp(neg(square(x)))),
  Expm1: (x) => exp(x),
  LeakyRelu: (x, { alpha }) => step(x, Number(alpha)),
  Log: (x) => div(1, x),
  Log1p: (x) => div(1, add(x, 1)),
  Neg: (x) => neg(onesLike(x)),
  Reciprocal: (x) => div(-1, square(x)),
  Relu: (x) => step(x),
  Rsqrt: (x) => mul(-0.5, div(rsqrt(x), x)),
  Sin: (x) => cos(x),
  Softplus: (x) => sigmoid(x),
  Square: (x) => mul(2, x),
};

/** Derivatives by the output y, as factors of dy. */
const byOutput: Record<string, (y: Tensor) => Tensor> = {
  // y = exp(x) - 1 below zero
  Elu: (y) => where(greaterEqual(y, 0), onesLike(y), add(y, 1)),
  Exp: (y) => y,
  Sigmoid: (y) => mul(y, sub(1, y)),
  Sqrt: (y) => div(0.5, y),
  Tanh: (y) => sub(1, square(y)),
};

/** Steps: flat wherever they have a derivative at all. */
const flat = ['Ceil', 'Floor', 'Round', 'Sign', 'Step', 'ZerosLike', 'OnesLike', 'ArgMax', 'ArgMin'];

/** Elementwise functions of one tensor. */
export const unaryGradients: readonly KernelGradient[] = [
  ...Object.entries(byInput).map(([kernelName, derivative]): KernelGradient => ({
    kernelName,
    saveInputs: ['x'],
    gradients: ([dy], [x], attributes) => ({ x: () => mul(dy, derivative(cast(x, 'float32'), attributes)) }),
  })),
  ...Object.entries(byOutput).map(([kernelName, derivative]): KernelGradient => ({
    kernelName,
    saveOutput: true,
    gradients: ([dy], [y]) => ({ x: () => mul(dy, derivative(y)) }),
  })),
  ...flat.map((kernelName): KernelGradient => ({
    kernelName,
    saveInputs: ['x'],
    gradients: (_, [x]) => ({ x: () => zerosLike(cast(x, 'float32')) }),
  })),
  { kernelName: 'Identity', gradients: ([dy]) => ({ x: () => cast(dy, 'float32') }) },
  { kernelName: 'Cast', gradients: ([dy]) => ({ x: () => cast(dy, 'float32') }) },
];
