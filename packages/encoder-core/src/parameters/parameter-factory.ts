import type { KeyedRandom } from '@cloze/contracts';
import type { ParameterFactory, ParameterTable } from '@cloze/contracts/tensor';
import { createParameterTable } from './parameter-table.js';

/**
 * What an objective or head of the given id creates its parameters with: `name` becomes `cloze.<id>.<name>`, unless the spec gives
 * another ecosystem's key.
 */
export function createParameterFactory(
  id: string,
  random: KeyedRandom,
  table: ParameterTable = createParameterTable(random),
): ParameterFactory {
  return {
    table,
    create: (name, { key, ...spec }) => table.create(key ?? `cloze.${id}.${name}`, spec),
  };
}
