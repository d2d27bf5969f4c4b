import { ConfigError } from '@cloze/contracts';
import type { Encoder, Parameter } from '@cloze/contracts/tensor';
import type { ModelHead } from '../predict/head-runner.js';

/** An encoder, the heads on it, and all their parameters by the names they are saved under. */
export interface FinetuneModel {
  /** What the heads read: the encoder, or features of it. */
  readonly encoder: Encoder;
  readonly heads: readonly ModelHead[];
  readonly parameters: readonly Parameter[];
}

/** Parameters, and whose they are, for messages. */
export interface OwnedParameters {
  readonly owner: string;
  readonly parameters: Iterable<Parameter>;
}

/** The parameters of heads, with their owners. */
export function parametersOfHeads(heads: readonly ModelHead[]): OwnedParameters[] {
  return heads.map(({ id, model }) => ({ owner: `the head "${id}"`, parameters: model.parameters }));
}

/**
 * The parameters of all parts of a model.
 * @throws ConfigError when two of them save one under the same name
 */
export function joinParameters(parts: readonly OwnedParameters[]): readonly Parameter[] {
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
        fix: 'give the head another id',
      });
    }),
  );
}
