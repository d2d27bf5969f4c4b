import { layerNorm } from '@cloze/backend';
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { ParameterScope } from '../parameters/parameter-scope.js';

/** Layer normalisation with its own scale and shift. */
export interface Normalization {
  (x: Tensor2D): Tensor2D; // [n, size]
  readonly gamma: Tensor1D; // [size]
  readonly beta: Tensor1D; // [size]
  readonly epsilon: number;
}

/** A LayerNorm with the parameters `weight` (starts at 1) and `bias` (starts at 0). */
export function normalization(scope: ParameterScope, size: number, epsilon: number): Normalization {
  const gamma: Tensor1D = scope.create('weight', { shape: [size], initializer: { kind: 'ones' } });
  const beta: Tensor1D = scope.create('bias', { shape: [size], initializer: { kind: 'zeros' } });
  return Object.assign((x: Tensor2D) => layerNorm(x, gamma, beta, epsilon), { gamma, beta, epsilon });
}
