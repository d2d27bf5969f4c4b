import { ConfigError } from '@cloze/contracts';
import type { Parameter } from '@cloze/contracts/tensor';

/** Parameters, and whose they are, for messages. */
export interface OwnedParameters {
  readonly owner: string;
  readonly parameters: Iterable<Parameter>;
}

/**
 * The parameters of all parts of a model.
 * @param fix how to mend it where two of them save one under the same name
 * @throws ConfigError then
 */
export function joinParameters(parts: readonly OwnedParameters[], fix: string): readonly Parameter[] {
  const owners = new Map<string, string>();
  return parts.flatMap(({ owner, parameters }) =>
    Array.from(parameters, (parameter) => {
      const other = owners.get(parameter.name);
      owners.set(parameter.name, owner);
      if (other === undefined) return parameter;
      throw new ConfigError({
        what: `Two parts of the model save a parameter as "${parameter.name}"`,
        where: owner,
        received: `"${parameter.name}", which ${other} has too`,
        allowed: 'one parameter of a name',
        fix,
      });
    }),
  );
}
