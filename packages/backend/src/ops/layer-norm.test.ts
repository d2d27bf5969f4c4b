import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { layerNorm } from './layer-norm.js';
import type { NumberArray } from './testing/check-operation.js';
import { describeEachBackend, itMatchesNaive } from './testing/each-backend.js';
import { naiveLayerNorm } from './testing/naive.js';

const sized = (n: number, width: number, epsilon = 1e-12) => ({
  shapes: [[n, width], [width], [width]],
  operation: (...[x, gamma, beta]: unknown[]) => layerNorm(x as Tensor2D, gamma as Tensor1D, beta as Tensor1D, epsilon),
  naive: (x: NumberArray, gamma: NumberArray, beta: NumberArray) =>
    naiveLayerNorm(x.values, gamma.values, beta.values, epsilon),
});

describeEachBackend('layerNorm', () => {
  itMatchesNaive({
    'a multiple of four columns': sized(5, 8),
    'odd columns': sized(4, 7),
    'one row': sized(1, 6),
    'a large epsilon': sized(3, 8, 0.5),
    'rows far from 0': { ...sized(3, 8), draw: (stream) => 20 + stream.normal(), tolerance: 2e-4 },
  });
});
