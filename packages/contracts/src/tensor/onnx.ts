import type { Tensor } from '@tensorflow/tfjs-core';

/** A value in an ONNX graph. */
export interface OnnxValue {
  readonly name: string;
}

/** An attribute of a node: a whole number, several, or a real number, which is told apart by being wrapped. */
export type OnnxAttribute = number | readonly number[] | { readonly float: number };

/** A graph that encoders, objectives and heads add their forward pass to, operator by operator (ONNX operator set 17). */
export interface OnnxGraph {
  /** A parameter of the model, given by its variable. Throws ModelError for a tensor that is none. */
  weight(variable: Tensor): OnnxValue;
  /** Real numbers, of a shape; a scalar where it is left out. */
  floats(values: readonly number[], shape?: readonly number[]): OnnxValue;
  /** Whole numbers in 64 bits [values]; a scalar for a number alone. */
  integers(values: number | readonly number[]): OnnxValue;
  /** The output of an operator. */
  node(operator: string, inputs: readonly OnnxValue[], attributes?: Readonly<Record<string, OnnxAttribute>>): OnnxValue;
}

/** What an exported model reads, padded as other libraries give it. */
export interface OnnxInput {
  readonly inputIds: OnnxValue; // int64 [examples, longest]
  readonly attentionMask: OnnxValue; // int64 [examples, longest]
  readonly segmentIds: OnnxValue; // int64 [examples, longest]
}

/** What an encoder adds to a graph. */
export interface OnnxEncoded {
  readonly hidden: OnnxValue; // [examples, longest, hidden]
  /** The embeddings, then every layer's output; for features of several layers, absent where an encoder offers none. */
  readonly layers?: readonly OnnxValue[]; // (layers + 1) x [examples, longest, hidden]
  /** The first token of each example. */
  readonly cls: OnnxValue; // [examples, hidden]
  /** BERT's pooler over it; absent where the encoder has none. */
  readonly pooled?: OnnxValue; // [examples, hidden]
}

/** Outputs of an objective or head by the names transformers gives them, and their axes: a name for a free one. */
export type OnnxOutputs = Readonly<
  Record<string, { readonly value: OnnxValue; readonly shape: readonly (number | 'examples' | 'longest')[] }>
>;
