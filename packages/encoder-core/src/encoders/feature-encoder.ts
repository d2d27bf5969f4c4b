import { ConfigError } from '@cloze/contracts';
import {
  inference,
  type EncodeOptions,
  type Encoded,
  type Encoder,
  type EncoderInput,
  type ParameterFactory,
} from '@cloze/contracts/tensor';
import {
  add,
  addN,
  concat,
  mul,
  slice,
  softmax,
  tidy,
  type Scalar,
  type Tensor1D,
  type Tensor2D,
} from '@tensorflow/tfjs-core';
import { encodedFrom } from './encoded-rows.js';

/** What of a frozen encoder heads read, by name. */
export const FEATURE_LAYERS = ['last', 'last4-mean', 'last4-concat', 'mix'] as const;

/** What of a frozen encoder heads read. */
export type FeatureLayers = (typeof FEATURE_LAYERS)[number];

/**
 * An encoder whose hidden states are features of a frozen one: its last layer, the mean or the concatenation of its last four (Devlin et
 * al., 2019, section 5.3), or a learned mix γ Σ softmax(s)_j h_j of all layers and the embeddings (Peters et al., 2018). It runs without
 * dropout whatever the mode. The mix's parameters are the factory's; the encoder stays its owner's to free.
 * @throws ConfigError for an encoder without layers, unless its last states are asked for
 */
export function featureEncoder(encoder: Encoder, layers: FeatureLayers, factory: ParameterFactory): Encoder {
  if (layers !== 'last' && encoder.sizes.layers === 0) {
    throw new ConfigError({
      what: 'The encoder has no layers to choose from',
      where: 'features.layers',
      received: JSON.stringify(layers),
      allowed: '"last"',
    });
  }
  const combine = combiner(encoder, layers, factory);
  const width = (layers === 'last4-concat' ? Math.min(4, encoder.sizes.layers) : 1) * encoder.sizes.hiddenSize;
  const { pooled } = encoder;
  return {
    get sizes() {
      return { ...encoder.sizes, hiddenSize: width };
    },
    parameters: encoder.parameters,
    encode(input: EncoderInput, options: EncodeOptions = {}): Encoded {
      const encoded = encoder.encode(input, { ...options, mode: inference });
      if (combine === undefined) return encoded;
      const states = [...encoded.layers, tidy(() => combine(encoded.layers))];
      return encodedFrom(states, encoded.exampleStarts, encoded.attentions);
    },
    wordEmbeddings: () => encoder.wordEmbeddings(),
    ...(layers === 'last' && pooled && { pooled: (encoded: Encoded) => pooled.call(encoder, encoded) }),
    growVocabulary: (size) => encoder.growVocabulary(size),
    // A head on other features than the last layer is no class of another ecosystem's.
    modelConfig: () => (layers === 'last' ? encoder.modelConfig() : {}),
    dispose: () => {},
  };
}

function combiner(
  encoder: Encoder,
  layers: FeatureLayers,
  factory: ParameterFactory,
): ((states: readonly Tensor2D[]) => Tensor2D) | undefined {
  switch (layers) {
    case 'last':
      return undefined;
    case 'last4-mean':
      return (states) => {
        const last = lastFour(states);
        return mul<Tensor2D>(addN(last), 1 / last.length);
      };
    case 'last4-concat':
      return (states) => concat(lastFour(states), 1);
    case 'mix': {
      const zeros = { kind: 'zeros' } as const;
      const scores: Tensor1D = factory.create('scores', { shape: [encoder.sizes.layers + 1], initializer: zeros });
      const scale: Scalar = factory.create('scale', { shape: [], initializer: { kind: 'ones' } });
      return (states) => {
        const shares = mul<Tensor1D>(softmax(scores), scale);
        return states
          .map((state, i) => mul<Tensor2D>(state, slice(shares, [i], [1])))
          .reduce((sum, part) => add<Tensor2D>(sum, part));
      };
    }
  }
}

/** Without the embeddings. */
function lastFour(states: readonly Tensor2D[]): Tensor2D[] {
  return states.slice(1).slice(-4);
}
