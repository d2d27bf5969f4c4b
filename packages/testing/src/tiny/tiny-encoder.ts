import * as tf from '@tensorflow/tfjs-core';
import { dropoutMask } from '@cloze/contracts';
import {
  defineEncoder,
  inference,
  type Encoded,
  type Encoder,
  type EncoderInput,
  type Mode,
} from '@cloze/contracts/tensor';
import { z } from 'zod';
import { attentionBias } from './attention-bias.js';
import { encodedRows } from './encoded-rows.js';
import { initialValues } from './initial-values.js';
import { MemoryParameters } from './memory-parameters.js';

const WORDS = 'embeddings.words';
const initializer = { kind: 'truncated-normal', standardDeviation: 0.3 } as const;

/**
 * The encoder that the harnesses train: embeddings, one attention layer with one head and one dense layer, in plain tfjs. Its
 * initial weights are large, so that finite differences see every parameter.
 */
export const tinyEncoder = defineEncoder({
  name: 'tiny-encoder.v1',
  summary: 'One attention layer in plain tfjs, for tests',
  options: z.strictObject({
    hiddenSize: z.int().positive().default(8),
    /** Width of the word embeddings; projected to the hidden size where it differs. The hidden size where left out. */
    embeddingSize: z.int().positive().optional(),
    dropout: z.number().min(0).lt(1).default(0),
  }),
  features: () => ({ provides: ['pooled'] }),
  create({ hiddenSize, embeddingSize: ownSize = hiddenSize, dropout }, services): Encoder {
    const { vocabularySize, random, wordEmbeddings } = services;
    const parameters = new MemoryParameters(random);
    const matrix = (name: string, ...shape: [number, number]) =>
      parameters.create<tf.Rank.R2>(name, { shape, initializer });
    const square = (name: string) => matrix(name, hiddenSize, hiddenSize);

    if (wordEmbeddings === undefined) matrix(WORDS, vocabularySize, ownSize);
    const words = () => (wordEmbeddings?.() ?? parameters.get(WORDS)) as tf.Variable<tf.Rank.R2>;
    const embeddingSize = words().shape[1];
    const projection = embeddingSize === hiddenSize ? undefined : matrix('projection', embeddingSize, hiddenSize);
    const positions = matrix('embeddings.positions', 64, hiddenSize);
    const segments = matrix('embeddings.segments', 2, hiddenSize);
    const [query, key, value, dense, pooler] = ['query', 'key', 'value', 'dense', 'pooler'].map(square);
    const bias = parameters.create<tf.Rank.R1>('bias', { shape: [hiddenSize], initializer: { kind: 'zeros' } });

    return {
      get sizes() {
        return {
          vocabularySize: words().shape[0],
          hiddenSize,
          embeddingSize,
          layers: 1,
          heads: 1,
          intermediateSize: hiddenSize,
          maxPositions: positions.shape[0],
          segmentTypes: segments.shape[0],
          initializerRange: initializer.standardDeviation,
          layerNormEpsilon: 1e-12,
          dropout,
          activation: 'gelu' as const,
        };
      },
      parameters,
      encode(input, { attention = 'bidirectional', mode = inference, attentions = false } = {}): Encoded {
        const embedded = embed(input, mode); // [tokens, hidden]
        const products = tf.matMul(tf.matMul(embedded, query), tf.matMul(embedded, key), false, true);
        const scores = tf.add(tf.div(products, Math.sqrt(hiddenSize)), attentionBias(input.partStarts, attention));
        const weights = tf.softmax<tf.Tensor2D>(scores as tf.Tensor2D); // [tokens, tokens]
        const mixed = tf.add<tf.Tensor2D>(embedded, tf.matMul(weights, tf.matMul(embedded, value)));
        const hidden = tf.add<tf.Tensor2D>(mixed, tf.tanh(tf.add(tf.matMul(mixed, dense), bias)));
        return {
          ...encodedRows(hidden, input.exampleStarts),
          layers: [embedded, hidden],
          ...(attentions && { attentions: [diagonalBlocks(weights, input.partStarts)] }),
        };
      },
      wordEmbeddings: words,
      pooled: (encoded) => tf.tanh(tf.matMul<tf.Tensor2D>(encoded.cls(), pooler)),
      growVocabulary(size) {
        if (wordEmbeddings !== undefined) return; // their owner grows them
        const shape = [size - words().shape[0], embeddingSize] as const;
        const added = tf.tensor2d(initialValues({ shape, initializer }, random.stream('grown', size)), [...shape]);
        parameters.replace(WORDS, tf.concat([words(), added]));
        added.dispose();
      },
      modelConfig: () => ({}),
      dispose: () => parameters.dispose(),
    };

    function embed({ inputIds, positionIds, segmentIds }: EncoderInput, mode: Mode): tf.Tensor2D {
      const looked: tf.Tensor2D = tf.gather(words(), inputIds); // [tokens, embedding]
      const wide = projection === undefined ? looked : tf.matMul<tf.Tensor2D>(looked, projection); // [tokens, hidden]
      const place = tf.add<tf.Tensor2D>(tf.gather(positions, positionIds), tf.gather(segments, segmentIds));
      const sum = tf.add<tf.Tensor2D>(wide, place); // [tokens, hidden]
      if (!mode.training || dropout === 0) return sum;
      const mask = dropoutMask(mode.dropoutKey('tiny/embeddings'), dropout, 0, sum.size);
      return tf.mul(sum, tf.tensor2d(mask, sum.shape));
    }
  },
});

/** The attention weights of each packed part, as one head. */
function diagonalBlocks(weights: tf.Tensor2D, partStarts: Int32Array): tf.Tensor3D[] {
  return Array.from({ length: partStarts.length - 1 }, (_, part) => {
    const [start, length] = [partStarts[part], partStarts[part + 1] - partStarts[part]];
    return tf.expandDims<tf.Tensor3D>(tf.slice2d(weights, [start, start], [length, length]), 0);
  });
}
