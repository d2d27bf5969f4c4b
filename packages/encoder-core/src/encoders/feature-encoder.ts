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
import { featuresOnnx, onnxConcat, onnxMean, onnxMix, type CombineOnnx } from '../onnx/features-onnx.js';
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
  const combined = combination(encoder, layers, factory);
  const width = (layers === 'last4-concat' ? Math.min(4, encoder.sizes.layers) : 1) * encoder.sizes.hiddenSize;
  const { pooled } = encoder;
  const onnx = encoder.onnx?.bind(encoder);
  return {
    get sizes() {
      return { ...encoder.sizes, hiddenSize: width };
    },
    parameters: encoder.parameters,
    encode(input: EncoderInput, options: EncodeOptions = {}): Encoded {
      const encoded = encoder.encode(input, { ...options, mode: inference });
      if (combined === undefined) return encoded;
      const states = [...encoded.layers, tidy(() => combined.combine(encoded.layers))];
      return encodedFrom(states, encoded.exampleStarts, encoded.attentions);
    },
    wordEmbeddings: () => encoder.wordEmbeddings(),
    ...(layers === 'last' && pooled && { pooled: (encoded: Encoded) => pooled.call(encoder, encoded) }),
    growVocabulary: (size) => encoder.growVocabulary(size),
    // A head on other features than the last layer is no class of another ecosystem's.
    modelConfig: () => (layers === 'last' ? encoder.modelConfig() : {}),
    ...(onnx && { onnx: combined ? featuresOnnx(onnx, combined.onnx, layers) : onnx }),
    dispose: () => {},
  };
}

/** How features come from the embeddings and every layer's output. */
interface Combination {
  combine(states: readonly Tensor2D[]): Tensor2D;
  readonly onnx: CombineOnnx;
}

function combination(encoder: Encoder, layers: FeatureLayers, factory: ParameterFactory): Combination | undefined {
  switch (layers) {
    case 'last':
      return undefined;
    case 'last4-mean':
      return {
        combine(states) {
          const last = lastFour(states);
          return mul<Tensor2D>(addN(last), 1 / last.length);
        },
        onnx: (graph, states) => onnxMean(graph, lastFour(states)),
      };
    case 'last4-concat':
      return {
        combine: (states) => concat(lastFour(states), 1),
        onnx: (graph, states) => onnxConcat(graph, lastFour(states)),
      };
    case 'mix': {
      const zeros = { kind: 'zeros' } as const;
      const scores: Tensor1D = factory.create('scores', { shape: [encoder.sizes.layers + 1], initializer: zeros });
      const scale: Scalar = factory.create('scale', { shape: [], initializer: { kind: 'ones' } });
      return {
        combine(states) {
          const shares = mul<Tensor1D>(softmax(scores), scale);
          return states
            .map((state, i) => mul<Tensor2D>(state, slice(shares, [i], [1])))
            .reduce((sum, part) => add<Tensor2D>(sum, part));
        },
        onnx: (graph, states) => onnxMix(graph, states, scores, scale),
      };
    }
  }
}

/** Without the embeddings. */
function lastFour<State>(states: readonly State[]): State[] {
  return states.slice(1).slice(-4);
}
