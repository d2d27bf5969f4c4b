import type { EncoderSizes, ParameterFactory } from '@cloze/contracts/tensor';
import { keyScope } from '../parameters/parameter-scope.js';
import { dense, type Dense } from './dense.js';

/**
 * BERT's classifier of sentence pairs over the pooled `[CLS]`: [examples, hidden] to logits [examples, 2]; class 0 is "follows", as Hugging Face has
 * it. Its key is `cls.seq_relationship`.
 */
export function nextSentenceHead(factory: ParameterFactory, sizes: EncoderSizes): Dense {
  const { hiddenSize, initializerRange } = sizes;
  return dense(keyScope(factory, 'cls.seq_relationship'), { inputSize: hiddenSize, outputSize: 2, initializerRange });
}
