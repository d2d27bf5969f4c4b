import type { Rank, Tensor, Variable } from '@tensorflow/tfjs-core';

/** How a parameter starts. Truncated normals are cut at two standard deviations (as BERT's). */
export type Initializer =
  | { readonly kind: 'zeros' }
  | { readonly kind: 'ones' }
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'uniform'; readonly limit: number }
  | { readonly kind: 'truncated-normal'; readonly standardDeviation: number };

/** How a parameter is registered. */
export interface ParameterSpec {
  readonly shape: readonly number[];
  readonly initializer: Initializer;
  /** Whether weight decay applies; by default to parameters of two axes and more (so not to biases and LayerNorm). */
  readonly decay?: boolean;
}

/** One parameter of a table. */
export interface Parameter {
  /** The key it is saved under, such as `bert.embeddings.word_embeddings.weight`. */
  readonly name: string;
  readonly variable: Variable;
  readonly decay: boolean;
}

/**
 * The parameters of a model by name; names live here, tfjs variables are anonymous. Creation draws from the run's seed and the
 * parameter's name, so that one more parameter changes nobody else's start.
 */
export interface ParameterTable extends Iterable<Parameter> {
  /** Creates and registers a parameter; throws ModelError when the name is taken. */
  create<R extends Rank = Rank>(name: string, spec: ParameterSpec): Variable<R>;
  /** Throws ModelError with the nearest name when absent. */
  get<R extends Rank = Rank>(name: string): Variable<R>;
  has(name: string): boolean;
  /** Replaces a parameter by one of another shape (growing an embedding table); takes over `value`. */
  replace(name: string, value: Tensor): void;
  readonly size: number;
  /** Number of scalars. */
  readonly count: number;
  /** Frees every variable created here. */
  dispose(): void;
}

/**
 * What a plugin creates its own parameters with. A name with no further word becomes `cloze.<id>.<name>`; `key` gives another
 * ecosystem's full key where a class for it exists there (`cls.predictions.bias`).
 */
export interface ParameterFactory {
  create<R extends Rank = Rank>(name: string, spec: ParameterSpec & { readonly key?: string }): Variable<R>;
  /** The table of what was created through this factory. */
  readonly table: ParameterTable;
}

/** The values that a model's parameters were saved with: asked of each parameter before it is created. */
export interface SavedParameters {
  /**
   * Whether there are values for a parameter, which are read when the model is built: it draws none and starts at zero.
   * @throws ModelError for one that is not there, or not of its shape, where it would take more memory than the file bears out
   */
  has(name: string, shape: readonly number[]): boolean;
}
