import { linear } from '@cloze/backend';
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { ParameterScope } from '../parameters/parameter-scope.js';

/** Sizes and start of a dense layer. */
export interface DenseOptions {
  readonly inputSize: number;
  readonly outputSize: number;
  /** Standard deviation of the truncated normal its weights start from; the bias starts at 0. */
  readonly initializerRange: number;
}

/** x weight^T + bias. */
export interface Dense {
  (x: Tensor2D): Tensor2D; // [n, outputSize]
  /** Without the bias, for those who add it in a fused operation. */
  readonly product: (x: Tensor2D) => Tensor2D; // [n, outputSize]
  readonly weight: Tensor2D; // [outputSize, inputSize]
  readonly bias: Tensor1D; // [outputSize]
}

/** A dense layer with the parameters `weight` and `bias`. */
export function dense(scope: ParameterScope, options: DenseOptions): Dense {
  const { inputSize, outputSize, initializerRange: standardDeviation } = options;
  const weight: Tensor2D = scope.create('weight', {
    shape: [outputSize, inputSize],
    initializer: { kind: 'truncated-normal', standardDeviation },
  });
  const bias: Tensor1D = scope.create('bias', { shape: [outputSize], initializer: { kind: 'zeros' } });
  const product = (x: Tensor2D) => linear(x, weight);
  return Object.assign((x: Tensor2D) => linear(x, weight, bias), { product, weight, bias });
}
