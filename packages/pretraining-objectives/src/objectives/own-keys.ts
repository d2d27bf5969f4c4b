import type { ParameterFactory } from '@cloze/contracts/tensor';

/**
 * A factory that gives layers with another ecosystem's keys names of their own, `cloze.<id>.<key>`: for a further layer of a kind that a
 * model has once elsewhere.
 */
export function ownKeys(factory: ParameterFactory): ParameterFactory {
  return {
    table: factory.table,
    create: (name, { shape, initializer, decay }) =>
      factory.create(name, { shape, initializer, ...(decay !== undefined && { decay }) }),
  };
}
