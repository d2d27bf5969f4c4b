import { dropout } from '@cloze/backend';
import { ConfigError } from '@cloze/contracts';
import type { Encoded, HeadServices, Mode, OnnxEncoded, OnnxGraph, OnnxValue } from '@cloze/contracts/tensor';
import { dense, keyScope, onnxDense, ownScope, siteDropout } from '@cloze/encoder-core';
import { tanh, tidy, type Tensor2D } from '@tensorflow/tfjs-core';

/** What lies between encoder and logits. */
export interface TextClassifierOptions {
  /** BERT's pooler; where the encoder has one, when left out. */
  readonly pooler?: boolean;
  /** Width of a hidden layer with tanh; none when left out. */
  readonly hiddenSize?: number;
  /** The encoder's when left out. */
  readonly dropout?: number;
}

/** Encoded examples to logits, and whether its parameters are those of `BertForSequenceClassification`. */
export interface TextClassifier {
  (encoded: Encoded, mode: Mode): Tensor2D; // [examples, outputs]
  readonly hasHuggingFaceKeys: boolean;
  /** The same as ONNX operators. */
  onnx(graph: OnnxGraph, encoded: OnnxEncoded): OnnxValue; // [examples, outputs]
}

/**
 * A linear classifier over `[CLS]` (Devlin et al., 2019): dropout, then W x + b; x is the last hidden state or BERT's pooled one. With a
 * hidden layer: dropout, dense, tanh, dropout, W x + b, as in RoBERTa. Its keys are `classifier.*` where Hugging Face computes the same.
 * @throws ConfigError when a pooler is asked for that the encoder does not have
 */
export function textClassifier(
  services: HeadServices,
  outputs: number,
  options: TextClassifierOptions,
): TextClassifier {
  const { encoder, parameters, sizes } = services;
  const usePooler = options.pooler ?? encoder.pooled !== undefined;
  if (usePooler && encoder.pooled === undefined) {
    throw new ConfigError({
      what: 'A head asks for the pooled [CLS], and this encoder has no pooler',
      where: 'pooler',
      received: 'true',
      fix: 'set the head\'s "pooler": false, or choose an encoder with a pooler',
    });
  }
  const hasHuggingFaceKeys =
    usePooler && options.hiddenSize === undefined && encoder.modelConfig()['model_type'] === 'bert';
  const { initializerRange } = sizes;
  const hidden =
    options.hiddenSize === undefined
      ? undefined
      : dense(ownScope(parameters, 'dense'), {
          inputSize: sizes.hiddenSize,
          outputSize: options.hiddenSize,
          initializerRange,
        });
  const scope = hasHuggingFaceKeys ? keyScope(parameters, 'classifier') : ownScope(parameters, 'classifier');
  const inputSize = options.hiddenSize ?? sizes.hiddenSize;
  const output = dense(scope, { inputSize, outputSize: outputs, initializerRange });
  const rate = options.dropout ?? sizes.dropout;

  const classify = (encoded: Encoded, mode: Mode) =>
    tidy(() => {
      const cls = usePooler && encoder.pooled ? encoder.pooled(encoded) : encoded.cls(); // [examples, hidden]
      const dropped = dropout(cls, siteDropout(mode, 'classifier', rate));
      if (hidden === undefined) return output(dropped);
      return output(dropout(tanh(hidden(dropped)), siteDropout(mode, 'classifier/hidden', rate)));
    });
  const onnx = (graph: OnnxGraph, { cls, pooled }: OnnxEncoded) => {
    const first = usePooler && pooled ? pooled : cls;
    return onnxDense(graph, output, hidden ? graph.node('Tanh', [onnxDense(graph, hidden, first)]) : first);
  };
  return Object.assign(classify, { hasHuggingFaceKeys, onnx });
}
