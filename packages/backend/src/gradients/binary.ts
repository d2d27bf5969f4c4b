import {
  cast,
  div,
  greater,
  less,
  greaterEqual,
  lessEqual,
  log,
  mul,
  neg,
  pow,
  square,
  sub,
  tidy,
  where,
  zerosLike,
  type Tensor,
} from '@tensorflow/tfjs-core';
import type { KernelGradient } from './kernel-gradient.js';
import { sumToShape } from './sum-to-shape.js';

type Term = (dy: Tensor, a: Tensor, b: Tensor) => Tensor;

/** The gradients of a and b before broadcasting is undone. */
const terms: Record<string, readonly [Term, Term]> = {
  Add: [(dy) => dy, (dy) => dy],
  Maximum: [(dy, a, b) => mul(dy, asFloat(greaterEqual(a, b))), (dy, a, b) => mul(dy, asFloat(less(a, b)))],
  Minimum: [(dy, a, b) => mul(dy, asFloat(lessEqual(a, b))), (dy, a, b) => mul(dy, asFloat(greater(a, b)))],
  Multiply: [(dy, _, b) => mul(dy, asFloat(b)), (dy, a) => mul(dy, asFloat(a))],
  // d a^b = b a^(b-1) da + a^b log(a) db; the second is taken as 0 where a is not positive
  Pow: [
    (dy, a, b) => mul(dy, mul(asFloat(b), pow(a, sub(b, 1)))),
    (dy, a, b) => mul(dy, where(greater(a, 0), mul(pow(a, b), log(a)), zerosLike(a))),
  ],
  RealDiv: [(dy, _, b) => div(dy, asFloat(b)), (dy, a, b) => neg(div(mul(dy, asFloat(a)), square(asFloat(b))))],
  SquaredDifference: [(dy, a, b) => mul(dy, mul(2, sub(a, b))), (dy, a, b) => mul(dy, mul(2, sub(b, a)))],
  Sub: [(dy) => dy, (dy) => neg(dy)],
};

const comparisons = ['Equal', 'NotEqual', 'Greater', 'GreaterEqual', 'Less', 'LessEqual'];

/** Functions of two tensors, which may be broadcast. */
export const binaryGradients: readonly KernelGradient[] = [
  ...Object.entries(terms).map(([kernelName, [ofA, ofB]]): KernelGradient => ({
    kernelName,
    saveInputs: ['a', 'b'],
    gradients: ([dy], [a, b]) => ({
      a: () => tidy(() => sumToShape(ofA(dy, a, b), a.shape)),
      b: () => tidy(() => sumToShape(ofB(dy, a, b), b.shape)),
    }),
  })),
  ...comparisons.map((kernelName): KernelGradient => ({
    kernelName,
    saveInputs: ['a', 'b'],
    gradients: (_, [a, b]) => ({ a: () => zerosLike(asFloat(a)), b: () => zerosLike(asFloat(b)) }),
  })),
  {
    kernelName: 'AddN',
    saveAllInputs: true,
    gradients: ([dy], saved) => Object.fromEntries(saved.map((_, i) => [i, () => dy.clone()])),
  },
  {
    kernelName: 'Select',
    saveInputs: ['condition'],
    gradients: ([dy], [condition]) => ({
      condition: () => zerosLike(asFloat(condition)),
      t: () => mul(dy, asFloat(condition)),
      e: () => mul(dy, sub(1, asFloat(condition))),
    }),
  },
];

function asFloat(x: Tensor): Tensor {
  return cast(x, 'float32');
}
