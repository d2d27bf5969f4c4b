import { dense, ownScope } from '@cloze/encoder-core';
import type { HeadServices, Mode } from '@cloze/contracts/tensor';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import { spanEncoder, type SpanEncoder, type SpanFeatures } from './span-encoder.js';
import type { SpanOptions } from './span-options.js';
import type { SpanPlaces } from './span-places.js';

/** Logits of spans from the features of their words. */
export type SpanScorer = (features: SpanFeatures, places: SpanPlaces, mode: Mode) => Tensor2D; // [spans, classes]

/** A span encoder, and a scorer of one hidden layer over it. */
export function spanScorer(
  { parameters, sizes }: Pick<HeadServices, 'parameters' | 'sizes'>,
  classes: number,
  options: SpanOptions,
): { readonly encoder: SpanEncoder; readonly score: SpanScorer } {
  const encoder = spanEncoder(ownScope(parameters, 'spans'), sizes, options);
  const hidden = encoder.hiddenLayer(ownScope(parameters, 'hidden'), options.hiddenSize);
  const output = dense(ownScope(parameters, 'output'), {
    inputSize: options.hiddenSize,
    outputSize: classes,
    initializerRange: sizes.initializerRange,
  });
  return { encoder, score: (features, places, mode) => output(hidden(features, places, mode)) };
}
