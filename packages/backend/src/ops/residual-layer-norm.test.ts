import { dropoutMask, KeyedRandom } from '@cloze/contracts';
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { residualLayerNorm } from './residual-layer-norm.js';
import type { NumberArray } from './testing/check-operation.js';
import { describeEachBackend, itMatchesNaive } from './testing/each-backend.js';
import { naiveLayerNorm } from './testing/naive.js';

const key = new KeyedRandom(3).key('site', 1);
const epsilon = 1e-5;

const sized = (n: number, width: number, rate: number, biased: boolean) => ({
  shapes: [[n, width], [n, width], [width], [width], ...(biased ? [[width]] : [])],
  operation: (...given: unknown[]) => {
    const [x, residual] = given as Tensor2D[];
    const [, , gamma, beta, bias] = given as Tensor1D[];
    return residualLayerNorm({ x, residual, gamma, beta, bias, epsilon, dropout: { rate, key } });
  },
  naive: (x: NumberArray, residual: NumberArray, gamma: NumberArray, beta: NumberArray, bias?: NumberArray) => {
    const mask = rate > 0 ? dropoutMask(key, rate, 0, n * width) : new Float32Array(n * width).fill(1);
    const total = x.values.map((value, i) => residual.values[i] + mask[i] * (value + (bias?.values[i % width] ?? 0)));
    return naiveLayerNorm(total, gamma.values, beta.values, epsilon);
  },
});

describeEachBackend('residualLayerNorm', () => {
  itMatchesNaive({
    'bias and dropout': sized(6, 8, 0.3, true),
    'bias and dropout at an odd width': sized(5, 7, 0.3, true),
    'dropout alone': sized(4, 8, 0.5, false),
    'bias alone': sized(3, 5, 0, true),
    neither: sized(3, 8, 0, false),
  });
});
