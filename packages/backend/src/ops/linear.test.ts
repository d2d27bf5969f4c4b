import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { linear } from './linear.js';
import { describeEachBackend, itMatchesNaive } from './testing/each-backend.js';
import { naiveLinear } from './testing/naive.js';

const withBias = (n: number, inner: number, columns: number) => ({
  shapes: [[n, inner], [columns, inner], [columns]],
  operation: (...[x, weight, bias]: unknown[]) => linear(x as Tensor2D, weight as Tensor2D, bias as Tensor1D),
  naive: naiveLinear,
});

describeEachBackend('linear', () => {
  itMatchesNaive({
    'sizes that fill tiles': withBias(12, 8, 16),
    'odd sizes': withBias(7, 5, 9),
    'one row': withBias(1, 3, 2),
    'one of everything': withBias(1, 1, 1),
    'no bias': {
      shapes: [
        [5, 4],
        [3, 4],
      ],
      operation: (x, weight) => linear(x as Tensor2D, weight as Tensor2D),
      naive: naiveLinear,
    },
  });
});
