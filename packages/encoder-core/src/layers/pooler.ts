import { tanh, tidy, type Tensor2D } from '@tensorflow/tfjs-core';
import type { BertSizes } from '../encoders/bert-options.js';
import type { ParameterScope } from '../parameters/parameter-scope.js';
import { dense } from './dense.js';

/** BERT's pooler: tanh of a dense layer, [examples, hidden] to [examples, hidden]. */
export function pooler(scope: ParameterScope, sizes: BertSizes): (cls: Tensor2D) => Tensor2D {
  const { hiddenSize, initializerRange } = sizes;
  const project = dense(scope.within('dense'), { inputSize: hiddenSize, outputSize: hiddenSize, initializerRange });
  return (cls) => tidy(() => tanh(project(cls)));
}
