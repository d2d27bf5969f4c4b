import { ModelError, nearestName, type KeyedRandom } from '@cloze/contracts';
import type { Parameter, ParameterSpec, ParameterTable, SavedParameters } from '@cloze/contracts/tensor';
import { tensor, util, variable, type Rank, type Tensor, type Variable } from '@tensorflow/tfjs-core';
import { initialValues } from './initial-values.js';

/**
 * A table of parameters over anonymous tfjs variables. Initial values come from the run's random numbers under `parameter/<name>`, so
 * one more parameter changes nobody else's start.
 * @param saved values that are to be read over the initial ones, which are not drawn then
 */
export function createParameterTable(random: KeyedRandom, saved?: SavedParameters): ParameterTable {
  return new VariableTable(random, saved);
}

class VariableTable implements ParameterTable {
  readonly #random: KeyedRandom;
  readonly #saved: SavedParameters | undefined;
  readonly #parameters = new Map<string, Parameter>();

  constructor(random: KeyedRandom, saved?: SavedParameters) {
    this.#random = random;
    this.#saved = saved;
  }

  create<R extends Rank = Rank>(name: string, spec: ParameterSpec): Variable<R> {
    if (this.#parameters.has(name)) {
      throw new ModelError({
        what: `A parameter named "${name}" exists already`,
        fix: 'give each parameter of a model its own name',
      });
    }
    const values = initialValues(
      this.#saved?.has(name, spec.shape) ? { kind: 'zeros' } : spec.initializer,
      util.sizeFromShape([...spec.shape]),
      this.#random.stream(`parameter/${name}`),
    );
    const made = makeVariable(() => tensor(values, [...spec.shape]));
    this.#parameters.set(name, { name, variable: made, decay: spec.decay ?? spec.shape.length > 1 });
    return made as Variable<R>;
  }

  get<R extends Rank = Rank>(name: string): Variable<R> {
    return this.#parameter(name).variable as Variable<R>;
  }

  has(name: string): boolean {
    return this.#parameters.has(name);
  }

  replace(name: string, value: Tensor): void {
    const { variable: previous, decay } = this.#parameter(name);
    const made = makeVariable(() => value);
    this.#parameters.set(name, { name, variable: made, decay });
    previous.dispose();
  }

  get size(): number {
    return this.#parameters.size;
  }

  get count(): number {
    let scalars = 0;
    for (const { variable: own } of this.#parameters.values()) scalars += own.size;
    return scalars;
  }

  dispose(): void {
    for (const { variable: own } of this.#parameters.values()) own.dispose();
    this.#parameters.clear();
  }

  [Symbol.iterator](): Iterator<Parameter> {
    return this.#parameters.values();
  }

  #parameter(name: string): Parameter {
    const found = this.#parameters.get(name);
    if (found) return found;
    const near = nearestName(name, this.#parameters.keys());
    throw new ModelError({
      what: `No parameter named "${name}"`,
      allowed: `${this.#parameters.size} names of this model`,
      ...(near !== undefined && { fix: `did you mean "${near}"?` }),
    });
  }
}

/** A variable that takes over a tensor: the tensor's own handle is freed, also where a scope would have done so later. */
function makeVariable(make: () => Tensor): Variable {
  const value = make();
  const made = variable(value, true);
  value.dispose();
  return made;
}
