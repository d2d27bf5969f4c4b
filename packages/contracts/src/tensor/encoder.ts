import type { Tensor1D, Tensor2D, Tensor3D, Variable } from '@tensorflow/tfjs-core';
import type { KeyedRandom, RandomKey } from '../random/keyed-random.js';
import type { Definition, Plugin } from '../plugin/plugin.js';
import type { OnnxEncoded, OnnxGraph, OnnxInput } from './onnx.js';
import type { ParameterTable, SavedParameters } from './parameters.js';
import type { ViewName } from '../batch/view.js';
import type { Vocabulary } from '../text/vocabulary.js';

/** Whether dropout is on, and its keys: pure functions of (seed, step, site). */
export type Mode =
  { readonly training: false } | { readonly training: true; readonly dropoutKey: (site: string) => RandomKey };

/** Evaluation and prediction. */
export const inference: Mode = { training: false };

/** One view of a batch as tensors; the starts stay on the host, where shapes are decided. */
export interface EncoderInput {
  readonly inputIds: Tensor1D; // int32 [tokens]
  readonly segmentIds: Tensor1D; // int32 [tokens]
  readonly positionIds: Tensor1D; // int32 [tokens]
  readonly exampleStarts: Int32Array; // [examples + 1]
  readonly partStarts: Int32Array; // [parts + 1]
}

/** Which positions a token may attend to, within its packed part. */
export type Attention = 'bidirectional' | 'causal';

/** How to encode. */
export interface EncodeOptions {
  readonly attention?: Attention;
  readonly mode?: Mode;
  /** Keep the attention probabilities of every layer (slow: they are made in full). */
  readonly attentions?: boolean;
}

/** What an encoder gives for a view. */
export interface Encoded {
  /** The last layer. */
  readonly hidden: Tensor2D; // [tokens, hidden]
  /** The embeddings, then every layer's output; the last entry is `hidden`. */
  readonly layers: readonly Tensor2D[]; // (layers + 1) x [tokens, hidden]
  /** By layer, when asked for: one tensor a packed part. */
  readonly attentions?: readonly (readonly Tensor3D[])[]; // layers x parts x [heads, length, length]
  readonly exampleStarts: Int32Array; // [examples + 1]
  /**
   * What stands for each example as a whole: the row of `[CLS]` of an encoder with attention; the last state, or the mean, of one without.
   */
  cls(): Tensor2D; // [examples, hidden]
  /** For the few that want a rectangle: rows past an example's end are zero. */
  padded(): { readonly hidden: Tensor3D; readonly mask: Tensor2D }; // [examples, longest, hidden], [examples, longest]
}

/** Sizes that heads and objectives build on. */
export interface EncoderSizes {
  readonly vocabularySize: number;
  readonly hiddenSize: number;
  readonly embeddingSize: number;
  readonly layers: number;
  /** Attention heads; 0 in an encoder without attention. */
  readonly heads: number;
  readonly intermediateSize: number;
  readonly maxPositions: number;
  readonly segmentTypes: number;
  /** Standard deviation of initial weights. */
  readonly initializerRange: number;
  readonly layerNormEpsilon: number;
  readonly dropout: number;
  readonly activation: 'gelu' | 'gelu_new';
}

/** A built encoder. */
export interface Encoder {
  readonly sizes: EncoderSizes;
  readonly parameters: ParameterTable;
  encode(input: EncoderInput, options?: EncodeOptions): Encoded;
  /** The word embedding table, tied to decoders. */
  wordEmbeddings(): Variable; // [vocabulary, embedding]
  /** BERT's pooler over `[CLS]`; absent where the encoder has none. */
  pooled?(encoded: Encoded): Tensor2D; // [examples, hidden]
  /** Adds rows for added tokens, started like the others. */
  growVocabulary(size: number): void;
  /** Fields of Hugging Face's `config.json`, `model_type` included; empty for encoders it has no class for. */
  modelConfig(): Readonly<Record<string, unknown>>;
  /** Adds its forward pass to an ONNX graph; absent for encoders that are not exported. */
  onnx?(graph: OnnxGraph, input: OnnxInput): OnnxEncoded;
  dispose(): void;
}

/** What an encoder is built with. */
export interface EncoderServices {
  readonly vocabularySize: number;
  readonly random: KeyedRandom;
  /** Where relative paths of options start; the working directory where left out. */
  readonly directory?: string;
  /** The tokens by id, for encoders that start from vectors of words in a file. */
  readonly vocabulary?: Vocabulary;
  /**
   * The word embeddings of another encoder, to read instead of creating any; projected where the hidden size is not their width. They
   * stay that encoder's: not among `parameters`, grown and freed by it.
   */
  readonly wordEmbeddings?: () => Variable; // [vocabulary, embedding]
  /** Of a model that is loaded: for `createParameterTable`. */
  readonly saved?: SavedParameters;
}

/** Builds encoders. */
export interface EncoderPlugin<Options = unknown> extends Plugin<'encoder', Options> {
  create(options: Options, services: EncoderServices): Encoder;
  /**
   * What it takes, from its options alone: examples that would not fit are refused before any work. Where left out, it takes examples of any
   * length and of two segments, or says so itself when it gets one that it does not take.
   */
  sizes?(options: Options): Pick<EncoderSizes, 'maxPositions' | 'segmentTypes' | 'layers'>;
  /** Options from another ecosystem's `config.json`; undefined when it is of another kind of model. */
  fromModelConfig?(config: Readonly<Record<string, unknown>>): Options | undefined;
}

declare module '../plugin/plugin.js' {
  interface PluginKinds {
    encoder: EncoderPlugin;
  }
}

/** Makes an encoder plugin from its parts. */
export function defineEncoder<Options>(definition: Definition<EncoderPlugin<Options>>): EncoderPlugin<Options> {
  return { apiVersion: 1, kind: 'encoder', ...definition };
}

/**
 * Runs the encoder on a view of the batch, or on ids that the objective made, once a step and view however many objectives ask.
 * The mode (dropout) is the step's.
 */
export type Encode = (view?: ViewName | EncoderInput, options?: { readonly attention?: Attention }) => Encoded;
