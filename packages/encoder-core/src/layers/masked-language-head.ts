import { biasGelu, linear, linearCrossEntropy, type CrossEntropy } from '@cloze/backend';
import type { Encoder, OnnxGraph, OnnxValue, ParameterFactory } from '@cloze/contracts/tensor';
import { tidy, type Tensor1D, type Tensor2D } from '@tensorflow/tfjs-core';
import { onnxDense, onnxGelu, onnxNormalization } from '../onnx/onnx-layers.js';
import { keyScope } from '../parameters/parameter-scope.js';
import { dense } from './dense.js';
import { geluForm } from './gelu-form.js';
import { normalization } from './normalization.js';

/** BERT's output layer for words: dense, GELU, LayerNorm, a decoder tied to the word embeddings, and its bias. */
export interface MaskedLanguageHead {
  /** What the decoder reads. */
  transform(hidden: Tensor2D): Tensor2D; // [n, hidden] to [n, embedding]
  /** Scores of every word. */
  logits(hidden: Tensor2D): Tensor2D; // [n, hidden] to [n, vocabulary]
  /** Cross-entropy with int32 labels [n], without a tensor of all logits. */
  loss(hidden: Tensor2D, labels: Tensor1D): CrossEntropy;
  /** The same scores as ONNX operators: [..., hidden] to [..., vocabulary]. */
  onnx(graph: OnnxGraph, hidden: OnnxValue): OnnxValue;
}

/**
 * A head whose parameters carry Hugging Face's keys `<prefix>.transform.*` and `<prefix>.bias`, as in its `BertForMaskedLM`. Give it hidden
 * states at the target positions alone.
 */
export function maskedLanguageHead(
  factory: ParameterFactory,
  encoder: Pick<Encoder, 'sizes' | 'wordEmbeddings'>,
  prefix = 'cls.predictions',
): MaskedLanguageHead {
  const { hiddenSize, embeddingSize, vocabularySize, initializerRange, layerNormEpsilon, activation } = encoder.sizes;
  const scope = keyScope(factory, prefix);
  const project = dense(scope.within('transform.dense'), {
    inputSize: hiddenSize,
    outputSize: embeddingSize,
    initializerRange,
  });
  const normalize = normalization(scope.within('transform.LayerNorm'), embeddingSize, layerNormEpsilon);
  const bias: Tensor1D = scope.create('bias', { shape: [vocabularySize], initializer: { kind: 'zeros' } });
  const words = (): Tensor2D => encoder.wordEmbeddings() as Tensor2D;
  const transform = (hidden: Tensor2D) =>
    tidy(() => normalize(biasGelu(project.product(hidden), project.bias, geluForm(activation))));
  return {
    transform,
    logits: (hidden) => tidy(() => linear(transform(hidden), words(), bias)),
    loss: (hidden, labels) => {
      const states = transform(hidden);
      const result = linearCrossEntropy(states, words(), bias, labels);
      states.dispose();
      return result;
    },
    onnx(graph, hidden) {
      const bent = onnxGelu(graph, geluForm(activation), onnxDense(graph, project, hidden));
      return onnxDense(graph, { weight: words(), bias }, onnxNormalization(graph, normalize, bent));
    },
  };
}
