import { biasGelu, dropout, gatherRows, linear } from '@cloze/backend';
import type { EncoderSizes, Mode } from '@cloze/contracts/tensor';
import { dense, geluForm, siteDropout, type ParameterScope } from '@cloze/encoder-core';
import { addN, concat, reshape, tidy, type Tensor1D, type Tensor2D } from '@tensorflow/tfjs-core';
import { poolSpans } from './pool-spans.js';
import type { SpanOptions } from './span-options.js';
import type { SpanPlaces } from './span-places.js';

/** What is made of each word once, whatever spans it is in. */
export interface SpanFeatures {
  readonly start: Tensor2D; // [words, of the first word]
  readonly end: Tensor2D; // [words, of the last word]
  readonly pooled: Tensor2D; // [words, hidden]
  /** For self-attentive pooling. */
  readonly scores?: Tensor1D; // [words]
}

/** Spans as vectors, and layers over them. */
export interface SpanEncoder {
  features(words: Tensor2D, mode: Mode): SpanFeatures;
  /** The representations themselves: first word, last word, pooled words, width. */
  represent(features: SpanFeatures, places: SpanPlaces): Tensor2D; // [spans, size]
  readonly size: number;
  /**
   * A hidden layer over the representations: GELU of a product with a bias, dropout. The product is taken word by word and only its result
   * gathered and pooled by spans, so that no [spans, size] is made.
   */
  hiddenLayer(scope: ParameterScope, outputSize: number): SpanLayer;
}

/** A layer over spans. */
export type SpanLayer = (features: SpanFeatures, places: SpanPlaces, mode: Mode) => Tensor2D; // [spans, outputSize]

/**
 * Represents spans by their words' vectors: [h_i; h_j; mean], or feed-forward layers over first and last word with the mean or with
 * self-attentive pooling (Lee et al., 2017), and optionally an embedding of the number of words.
 */
export function spanEncoder(scope: ParameterScope, sizes: EncoderSizes, options: SpanOptions): SpanEncoder {
  const { hiddenSize, initializerRange } = sizes;
  const { representation, endpointSize, widthSize, maxSpanLength } = options;
  const rate = options.dropout ?? sizes.dropout;
  const form = geluForm(sizes.activation);
  const endpoint = (name: string) =>
    representation === 'endpoints-mean'
      ? undefined
      : dense(scope.within(name), { inputSize: hiddenSize, outputSize: endpointSize, initializerRange });
  const [start, end] = [endpoint('start'), endpoint('end')];
  const attend =
    representation === 'ffn-attentive'
      ? dense(scope.within('attention'), { inputSize: hiddenSize, outputSize: 1, initializerRange })
      : undefined;
  const initializer = { kind: 'truncated-normal', standardDeviation: initializerRange } as const;
  const widths: Tensor2D | undefined =
    widthSize === undefined
      ? undefined
      : scope.create('width_embeddings.weight', { shape: [maxSpanLength, widthSize], initializer });
  const edgeSize = representation === 'endpoints-mean' ? hiddenSize : endpointSize;
  const size = 2 * edgeSize + hiddenSize + (widthSize ?? 0);

  return {
    size,
    features(words, mode) {
      const edge = (layer: typeof start, site: string) =>
        layer === undefined
          ? words
          : dropout(biasGelu(layer.product(words), layer.bias, form), siteDropout(mode, site, rate));
      return {
        start: edge(start, 'spans/start'),
        end: edge(end, 'spans/end'),
        pooled: words,
        ...(attend && { scores: reshape(attend(words), [-1]) as Tensor1D }),
      };
    },
    represent: ({ start: first, end: last, pooled, scores }, { spans, firsts, lasts, widths: lengths }) =>
      tidy(() =>
        concat(
          [
            gatherRows(first, firsts),
            gatherRows(last, lasts),
            poolSpans(pooled, spans, scores),
            ...(widths ? [gatherRows(widths, lengths)] : []),
          ],
          1,
        ),
      ),
    hiddenLayer(layerScope, outputSize) {
      const matrix = (name: string, inputSize: number): Tensor2D =>
        layerScope.create(`${name}.weight`, { shape: [outputSize, inputSize], initializer });
      const [ofStart, ofEnd, ofPooled] = [
        matrix('start', edgeSize),
        matrix('end', edgeSize),
        matrix('pooled', hiddenSize),
      ];
      const ofWidth = widthSize === undefined ? undefined : matrix('width', widthSize);
      const bias: Tensor1D = layerScope.create('bias', { shape: [outputSize], initializer: { kind: 'zeros' } });
      return ({ start: first, end: last, pooled, scores }, { spans, firsts, lasts, widths: lengths }, mode) =>
        tidy(() => {
          const parts = [
            gatherRows(linear(first, ofStart), firsts),
            gatherRows(linear(last, ofEnd), lasts),
            poolSpans(linear(pooled, ofPooled), spans, scores),
          ];
          if (widths && ofWidth) parts.push(gatherRows(linear(widths, ofWidth), lengths));
          return dropout(biasGelu(addN(parts), bias, form), siteDropout(mode, 'spans/hidden', rate)); // [spans, outputSize]
        });
    },
  };
}
