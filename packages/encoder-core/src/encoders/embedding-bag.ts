import { dropout, gatherRows, scatterAddRows } from '@cloze/backend';
import { defineEncoder, inference, type Encoded, type Encoder, type EncoderServices } from '@cloze/contracts/tensor';
import { mul, tensor, tensor1d, tidy, type Tensor2D } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { siteDropout } from '../layers/site-dropout.js';
import { createParameterTable } from '../parameters/parameter-table.js';
import { encodedWithoutAttention } from './encoded-without-attention.js';
import { LONGEST } from './longest.js';
import { tokenVectors } from './token-vectors.js';

const options = z.strictObject({
  embeddingSize: z.int().positive().default(300).describe('width of the vectors, which are the hidden states'),
  vectors: z
    .string()
    .min(1)
    .optional()
    .describe(
      "word2vec or GloVe text file that the vectors of known tokens start from; a relative path starts from the config's folder",
    ),
  dropout: z.number().min(0).lt(1).default(0.1).describe('on the vectors'),
  initializerRange: z.number().positive().default(0.05).describe('standard deviation of initial weights'),
});

/** Parsed options of `embedding-bag.v1`. */
export type EmbeddingBagOptions = z.output<typeof options>;

/**
 * Static vectors: a token's hidden state is its vector whatever stands beside it, and an example's is the mean of its tokens'. What an encoder
 * with context adds is measured against it.
 */
export const embeddingBag = defineEncoder<EmbeddingBagOptions>({
  name: 'embedding-bag.v1',
  summary: 'Static word vectors without context; a text is the mean of its tokens',
  options,
  create: createEmbeddingBag,
});

function createEmbeddingBag(options: EmbeddingBagOptions, services: EncoderServices): Encoder {
  const parameters = createParameterTable(services.random, services.saved);
  const words = tokenVectors(parameters, 'embedding_bag.word_embeddings.weight', options, services);
  const table = () => words.variable() as Tensor2D;
  return {
    get sizes() {
      const [vocabularySize, width] = table().shape;
      return {
        vocabularySize,
        hiddenSize: width,
        embeddingSize: width,
        layers: 0,
        heads: 0,
        intermediateSize: 0,
        maxPositions: LONGEST,
        segmentTypes: 2,
        initializerRange: options.initializerRange,
        layerNormEpsilon: 1e-12,
        dropout: options.dropout,
        activation: 'gelu' as const,
      };
    },
    parameters,
    encode({ inputIds, exampleStarts }, { mode = inference } = {}): Encoded {
      const hidden = tidy(() =>
        dropout(gatherRows(table(), inputIds), siteDropout(mode, 'encoder/embeddings', options.dropout)),
      );
      return encodedWithoutAttention([hidden], exampleStarts, () => exampleMeans(hidden, exampleStarts));
    },
    wordEmbeddings: () => words.variable(),
    growVocabulary: (size) => words.grow(size),
    modelConfig: () => ({}),
    dispose: () => parameters.dispose(),
  };
}

/** The mean of each example's rows. */
function exampleMeans(hidden: Tensor2D, starts: Int32Array): Tensor2D {
  const examples = starts.length - 1;
  const owners = new Int32Array(hidden.shape[0]);
  const shares = new Float32Array(examples);
  for (let i = 0; i < examples; i += 1) {
    owners.fill(i, starts[i], starts[i + 1]);
    shares[i] = 1 / (starts[i + 1] - starts[i]);
  }
  return tidy(() => mul(scatterAddRows(hidden, tensor1d(owners, 'int32'), examples), tensor(shares, [examples, 1])));
}
