import { tensor, variable, type Rank, type Tensor, type Variable } from '@tensorflow/tfjs-core';
import { KeyedRandom, ModelError, nearestName } from '@cloze/contracts';
import type { Parameter, ParameterFactory, ParameterSpec, ParameterTable } from '@cloze/contracts/tensor';
import { initialValues } from './initial-values.js';

/** A parameter table in memory; initial values depend on the random root and each parameter's name. */
export class MemoryParameters implements ParameterTable {
  readonly #random: KeyedRandom;
  readonly #parameters = new Map<string, Parameter>();

  constructor(random = new KeyedRandom(1)) {
    this.#random = random;
  }

  create<R extends Rank = Rank>(name: string, spec: ParameterSpec): Variable<R> {
    if (this.#parameters.has(name)) throw new ModelError({ what: `Two parameters are named "${name}"` });
    const values = initialValues(spec, this.#random.stream(`parameter/${name}`));
    const start: Tensor = tensor(values, [...spec.shape], 'float32');
    const created = variable(start as Tensor<R>);
    start.dispose();
    this.#parameters.set(name, { name, variable: created, decay: spec.decay ?? spec.shape.length > 1 });
    return created;
  }

  get<R extends Rank = Rank>(name: string): Variable<R> {
    return this.#find(name).variable as Variable<R>;
  }

  has(name: string): boolean {
    return this.#parameters.has(name);
  }

  replace(name: string, value: Tensor): void {
    const old = this.#find(name);
    this.#parameters.set(name, { ...old, variable: variable(value) });
    value.dispose();
    old.variable.dispose();
  }

  get size(): number {
    return this.#parameters.size;
  }

  get count(): number {
    let scalars = 0;
    for (const parameter of this) scalars += parameter.variable.size;
    return scalars;
  }

  dispose(): void {
    for (const parameter of this) parameter.variable.dispose();
    this.#parameters.clear();
  }

  [Symbol.iterator](): Iterator<Parameter> {
    return this.#parameters.values();
  }

  #find(name: string): Parameter {
    const parameter = this.#parameters.get(name);
    if (parameter) return parameter;
    const near = nearestName(name, this.#parameters.keys());
    throw new ModelError({
      what: `No parameter is named "${name}"`,
      ...(near !== undefined && { fix: `did you mean "${near}"?` }),
    });
  }
}

/** A factory over a table: names become `cloze.<id>.<name>` unless a full key is given. */
export function memoryFactory(id: string, table: ParameterTable): ParameterFactory {
  return { table, create: (name, { key, ...spec }) => table.create(key ?? `cloze.${id}.${name}`, spec) };
}
