import type { ParameterFactory, ParameterSpec, ParameterTable } from '@cloze/contracts/tensor';
import type { Rank, Variable } from '@tensorflow/tfjs-core';

/** Creates parameters under a prefix, so that a layer need not know whose it is. */
export interface ParameterScope {
  create<R extends Rank = Rank>(name: string, spec: ParameterSpec): Variable<R>;
  /** A scope with one more word in its prefix. */
  within(name: string): ParameterScope;
}

/** `<prefix>.<name>` in a table: an encoder's own parameters. */
export function tableScope(table: ParameterTable, prefix: string): ParameterScope {
  return {
    create: (name, spec) => table.create(`${prefix}.${name}`, spec),
    within: (name) => tableScope(table, `${prefix}.${name}`),
  };
}

/** `cloze.<id>.<prefix>.<name>`: parameters of an objective or head that no other ecosystem knows. */
export function ownScope(factory: ParameterFactory, prefix: string): ParameterScope {
  return {
    create: (name, spec) => factory.create(`${prefix}.${name}`, spec),
    within: (name) => ownScope(factory, `${prefix}.${name}`),
  };
}

/** `<prefix>.<name>` as the whole key: parameters of an objective or head that another ecosystem has a class for. */
export function keyScope(factory: ParameterFactory, prefix: string): ParameterScope {
  return {
    create: (name, spec) => factory.create(`${prefix}.${name}`, { ...spec, key: `${prefix}.${name}` }),
    within: (name) => keyScope(factory, `${prefix}.${name}`),
  };
}
