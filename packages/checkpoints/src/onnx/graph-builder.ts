import { ModelError } from '@cloze/contracts';
import type { OnnxAttribute, OnnxGraph, OnnxValue, Parameter } from '@cloze/contracts/tensor';
import type { Tensor } from '@tensorflow/tfjs-core';

/** An operator of a graph. */
export interface OnnxNode {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly attributes: Readonly<Record<string, OnnxAttribute>>;
}

/** A constant of a graph. */
export interface OnnxConstant {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array | BigInt64Array;
}

/** Collects a graph: its nodes in the order they are made in, which is one they can run in, and the parameters and constants they read. */
export class GraphBuilder implements OnnxGraph {
  readonly nodes: OnnxNode[] = [];
  readonly constants: OnnxConstant[] = [];
  /** Parameters that nodes read, each once. */
  readonly weights = new Set<Parameter>();
  readonly #byVariable: ReadonlyMap<number, Parameter>;
  readonly #constantNames = new Map<string, OnnxValue>();
  readonly #outputs = new Map<string, OnnxValue>();

  constructor(parameters: Iterable<Parameter>) {
    this.#byVariable = new Map(Array.from(parameters, (parameter) => [parameter.variable.id, parameter]));
  }

  weight(variable: Tensor): OnnxValue {
    const parameter = this.#byVariable.get(variable.id);
    if (parameter === undefined) {
      throw new ModelError({
        what: 'A part of an ONNX graph reads a tensor that is no parameter of the model',
        received: `[${variable.shape.join(', ')}]`,
        allowed: 'variables of the parameter tables of the encoder, objectives and heads',
      });
    }
    this.weights.add(parameter);
    return { name: parameter.name };
  }

  floats(values: readonly number[], shape: readonly number[] = []): OnnxValue {
    return this.#constant(Float32Array.from(values), shape);
  }

  integers(values: number | readonly number[]): OnnxValue {
    if (typeof values === 'number') return this.#constant(BigInt64Array.of(BigInt(values)), []);
    return this.#constant(BigInt64Array.from(values, BigInt), [values.length]);
  }

  /** Equal nodes are one: what several parts of a model add, such as the encoder, is computed once. */
  node(
    operator: string,
    inputs: readonly OnnxValue[],
    attributes: Readonly<Record<string, OnnxAttribute>> = {},
  ): OnnxValue {
    const key = JSON.stringify([operator, inputs.map(({ name }) => name), attributes]);
    const before = this.#outputs.get(key);
    if (before) return before;
    const output = `${operator.toLowerCase()}_${this.nodes.length}`;
    this.nodes.push({ operator, inputs: inputs.map(({ name }) => name), output, attributes });
    this.#outputs.set(key, { name: output });
    return { name: output };
  }

  /** Equal constants are one. */
  #constant(values: Float32Array | BigInt64Array, shape: readonly number[]): OnnxValue {
    const key = `${values.constructor.name} ${shape.join()} ${values.join()}`;
    const before = this.#constantNames.get(key);
    if (before) return before;
    const name = `constant_${this.constants.length}`;
    this.constants.push({ name, shape, values });
    this.#constantNames.set(key, { name });
    return { name };
  }
}
