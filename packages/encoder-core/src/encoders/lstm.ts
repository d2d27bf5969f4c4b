import { dropout, gatherRows, linear } from '@cloze/backend';
import { defineEncoder, inference, type Encoded, type Encoder, type EncoderServices } from '@cloze/contracts/tensor';
import { concat, slice, tensor1d, tidy, zerosLike, type Tensor1D, type Tensor2D } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { siteDropout } from '../layers/site-dropout.js';
import { tableScope, type ParameterScope } from '../parameters/parameter-scope.js';
import { createParameterTable } from '../parameters/parameter-table.js';
import { encodedWithoutAttention } from './encoded-without-attention.js';
import { LONGEST } from './longest.js';
import { lstmRecurrence } from './lstm-recurrence.js';
import { tokenVectors } from './token-vectors.js';

const options = z.strictObject({
  hiddenSize: z.int().positive().default(256).describe('width of the state of each direction'),
  embeddingSize: z.int().positive().default(300).describe('width of the word vectors'),
  vectors: z
    .string()
    .min(1)
    .optional()
    .describe(
      "word2vec or GloVe text file that the vectors of known tokens start from; a relative path starts from the config's folder",
    ),
  bidirectional: z.boolean().default(false).describe('whether a second LSTM reads from the end'),
  dropout: z.number().min(0).lt(1).default(0.1).describe('on the word vectors and on the states'),
  initializerRange: z
    .number()
    .positive()
    .default(0.05)
    .describe('standard deviation of initial word vectors and heads'),
});

/** Parsed options of `lstm.v1`. */
export type LstmOptions = z.output<typeof options>;

/**
 * An LSTM over word vectors. Its last state stands for the example: what a text is classified by before there was attention. With
 * `bidirectional`, states of both directions stand side by side; under causal attention the backward ones are zero.
 */
export const lstm = defineEncoder<LstmOptions>({
  name: 'lstm.v1',
  summary: 'An LSTM over word vectors, read forward or both ways; a text is its last state',
  options,
  create: createLstm,
});

/** One direction: vectors to states. */
type Direction = (embedded: Tensor2D, starts: Int32Array) => Tensor2D;

function createLstm(options: LstmOptions, services: EncoderServices): Encoder {
  const parameters = createParameterTable(services.random, services.saved);
  const scope = tableScope(parameters, 'lstm');
  const words = tokenVectors(parameters, 'lstm.word_embeddings.weight', options, services);
  const table = () => words.variable() as Tensor2D;
  const inputSize = table().shape[1];
  const { hiddenSize, bidirectional } = options;
  const forward = direction(scope.within('forward'), inputSize, hiddenSize, false);
  const backward = bidirectional ? direction(scope.within('backward'), inputSize, hiddenSize, true) : undefined;
  return {
    get sizes() {
      return {
        vocabularySize: table().shape[0],
        hiddenSize: bidirectional ? 2 * hiddenSize : hiddenSize,
        embeddingSize: inputSize,
        layers: 1,
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
    encode({ inputIds, exampleStarts, partStarts }, { mode = inference, attention = 'bidirectional' } = {}): Encoded {
      const drop = (x: Tensor2D, site: string) => dropout(x, siteDropout(mode, site, options.dropout));
      const layers = tidy(() => {
        const embedded = drop(gatherRows(table(), inputIds), 'encoder/embeddings'); // [tokens, embedding]
        const states = [forward(embedded, partStarts)];
        if (backward) states.push(attention === 'causal' ? zerosLike(states[0]) : backward(embedded, partStarts));
        return [embedded, drop(states.length === 1 ? states[0] : concat(states, 1), 'encoder/states')];
      });
      return encodedWithoutAttention(layers, exampleStarts, () =>
        lastStates(layers[1], exampleStarts, backward && hiddenSize),
      );
    },
    wordEmbeddings: () => words.variable(),
    growVocabulary: (size) => words.grow(size),
    modelConfig: () => ({}),
    dispose: () => parameters.dispose(),
  };
}

function direction(scope: ParameterScope, inputSize: number, hiddenSize: number, reverse: boolean): Direction {
  const initializer = { kind: 'uniform', limit: 1 / Math.sqrt(hiddenSize) } as const;
  const weight: Tensor2D = scope.create('input.weight', { shape: [4 * hiddenSize, inputSize], initializer });
  const bias: Tensor1D = scope.create('input.bias', { shape: [4 * hiddenSize], initializer: { kind: 'zeros' } });
  const recurrent: Tensor2D = scope.create('recurrent.weight', { shape: [4 * hiddenSize, hiddenSize], initializer });
  return (embedded, starts) => lstmRecurrence(linear(embedded, weight, bias), recurrent, starts, reverse);
}

/** The last state of each direction: at an example's last token forward, at its first backward. */
function lastStates(states: Tensor2D, starts: Int32Array, backwardFrom?: number): Tensor2D {
  return tidy(() => {
    const last = gatherRows(
      states,
      tensor1d(
        starts.slice(1).map((start) => start - 1),
        'int32',
      ),
    );
    if (backwardFrom === undefined) return last;
    const first = gatherRows(states, tensor1d(starts.slice(0, -1), 'int32'));
    const [examples, width] = last.shape;
    return concat(
      [
        slice(last, [0, 0], [examples, backwardFrom]),
        slice(first, [0, backwardFrom], [examples, width - backwardFrom]),
      ],
      1,
    );
  });
}
