import { biasGelu, gatherRows, linearCrossEntropy, type CrossEntropy } from '@cloze/backend';
import type { ObjectiveServices } from '@cloze/contracts/tensor';
import { dense, geluForm, normalization, ownScope } from '@cloze/encoder-core';
import { tidy, type Tensor1D, type Tensor2D } from '@tensorflow/tfjs-core';
import { concatColumns } from './concat-columns.js';

/** Sizes of the head. */
export interface SpanBoundaryOptions {
  /** Tokens of a span that have a position vector. */
  readonly positions: number;
  /** Width of a position vector. */
  readonly positionSize: number;
}

/** Where each target's inputs are. All int32 [targets]. */
export interface SpanBoundaryTargets {
  /** Row of the token before the span, x_{s-1}. */
  readonly leftRows: Tensor1D;
  /** Row of the token after the span, x_{e+1}. */
  readonly rightRows: Tensor1D;
  /** Place of the target in its span from 0 on: i - s for p_{i-s+1}. */
  readonly offsets: Tensor1D;
  readonly labels: Tensor1D;
}

/**
 * SpanBERT's span-boundary objective (Joshi et al., 2020, section 3.2): each token of a span is named from the two tokens around the span
 * and its position in it. h0 = [x_{s-1}; x_{e+1}; p_{i-s+1}], then twice a dense layer, GELU and LayerNorm, then a decoder tied to the
 * word embeddings with a bias of its own.
 */
export function spanBoundaryHead(
  { encoder, parameters, sizes }: Pick<ObjectiveServices, 'encoder' | 'parameters' | 'sizes'>,
  { positions, positionSize }: SpanBoundaryOptions,
): (hidden: Tensor2D, targets: SpanBoundaryTargets) => CrossEntropy {
  const { hiddenSize, embeddingSize, vocabularySize, initializerRange, layerNormEpsilon } = sizes;
  const form = geluForm(sizes.activation);
  const positionTable: Tensor2D = parameters.create('position_embeddings.weight', {
    shape: [positions, positionSize],
    initializer: { kind: 'truncated-normal', standardDeviation: initializerRange },
  });
  const layer = (place: 1 | 2, inputSize: number, outputSize: number) => {
    const project = dense(ownScope(parameters, `dense${place}`), { inputSize, outputSize, initializerRange });
    const normalize = normalization(ownScope(parameters, `layer_norm${place}`), outputSize, layerNormEpsilon);
    return (x: Tensor2D) => normalize(biasGelu(project.product(x), project.bias, form));
  };
  const first = layer(1, 2 * hiddenSize + positionSize, hiddenSize);
  const second = layer(2, hiddenSize, embeddingSize);
  const bias: Tensor1D = parameters.create('bias', { shape: [vocabularySize], initializer: { kind: 'zeros' } });

  return (hidden, { leftRows, rightRows, offsets, labels }) => {
    const states = tidy(() => {
      const boundaries = [gatherRows(hidden, leftRows), gatherRows(hidden, rightRows)];
      const h0 = concatColumns([...boundaries, gatherRows(positionTable, offsets)]); // [targets, 2 hidden + positionSize]
      return second(first(h0)); // [targets, embedding]
    });
    return linearCrossEntropy(states, encoder.wordEmbeddings() as Tensor2D, bias, labels);
  };
}
