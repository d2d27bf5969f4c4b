import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { biasGelu, gelu, type GeluForm } from './gelu.js';
import type { NumberArray } from './testing/check-operation.js';
import { describeEachBackend, itMatchesNaive } from './testing/each-backend.js';
import { erf } from './testing/naive.js';

const formulas: Record<GeluForm, (z: number) => number> = {
  erf: (z) => (z / 2) * (1 + erf(z / Math.SQRT2)),
  tanh: (z) => (z / 2) * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (z + 0.044715 * z ** 3))),
};

const withBias = (form: GeluForm, n: number, width: number) => ({
  shapes: [[n, width], [width]],
  operation: (...[x, bias]: unknown[]) => biasGelu(x as Tensor2D, bias as Tensor1D, form),
  naive: (x: NumberArray, bias: NumberArray) =>
    x.values.map((value, i) => formulas[form](value + bias.values[i % width])),
});

describeEachBackend('GELU', () => {
  itMatchesNaive({
    'the erf form': withBias('erf', 5, 8),
    'the erf form at an odd width': withBias('erf', 3, 7),
    'the tanh form': withBias('tanh', 5, 8),
    'the tanh form at an odd width': withBias('tanh', 2, 5),
    'one row': withBias('erf', 1, 1),
    'no bias': {
      shapes: [[4, 6]],
      operation: (x) => gelu(x as Tensor2D),
      naive: (x) => x.values.map(formulas.erf),
    },
    'values far from 0': {
      shapes: [[4, 6]],
      draw: (stream) => 4 * (2 * stream.uniform() - 1),
      operation: (x) => gelu(x as Tensor2D, 'tanh'),
      naive: (x) => x.values.map(formulas.tanh),
    },
  });
});
