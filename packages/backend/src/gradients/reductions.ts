import {
  cast,
  cumsum,
  equal,
  mul,
  ones,
  reshape,
  sub,
  sum,
  tidy,
  util,
  type NamedAttrMap,
  type Tensor,
} from '@tensorflow/tfjs-core';
import type { KernelGradient } from './kernel-gradient.js';

/** Sums, means, extrema along axes, and softmax. */
export const reductionGradients: readonly KernelGradient[] = [
  {
    kernelName: 'Sum',
    saveInputs: ['x'],
    gradients: ([dy], [x], attributes) => ({ x: () => spread(dy, x, attributes) }),
  },
  {
    kernelName: 'Mean',
    saveInputs: ['x'],
    gradients: ([dy], [x], attributes) => ({ x: () => tidy(() => mul(spread(dy, x, attributes), dy.size / x.size)) }),
  },
  // Where several share the extremum, each gets the whole gradient, as in tfjs.
  ...['Max', 'Min'].map((kernelName): KernelGradient => ({
    kernelName,
    saveInputs: ['x'],
    saveOutput: true,
    gradients: ([dy], [x, y], attributes) => ({
      x: () =>
        tidy(() => {
          const chosen = cast(equal(x, reshape(y, keptShape(x, attributes))), 'float32');
          return mul(chosen, reshape(dy, keptShape(x, attributes)));
        }),
    }),
  })),
  {
    kernelName: 'Cumsum',
    gradients: ([dy], _, { axis, exclusive, reverse }) => ({
      x: () => cumsum(dy, Number(axis), exclusive === true, reverse !== true),
    }),
  },
  {
    kernelName: 'Softmax',
    saveOutput: true,
    gradients: ([dy], [y], { dim }) => ({
      logits: () =>
        tidy(() => {
          const weighted = mul(dy, y);
          return sub(weighted, mul(sum(weighted, dim as number, true), y));
        }),
    }),
  },
];

/** dy of a reduction repeated along the reduced axes. */
function spread(dy: Tensor, x: Tensor, attributes: NamedAttrMap): Tensor {
  return tidy(() => mul(reshape(dy, keptShape(x, attributes)), ones(x.shape)));
}

/** The shape of x with the reduced axes at 1. */
function keptShape(x: Tensor, attributes: NamedAttrMap): number[] {
  const given = attributes['axis'] ?? attributes['reductionIndices'];
  const axes = util.parseAxisParam(given as number | number[], x.shape);
  return x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
}
