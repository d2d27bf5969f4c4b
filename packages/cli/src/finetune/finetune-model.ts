import { ConfigError } from '@cloze/contracts';
import type { Encoder, Parameter } from '@cloze/contracts/tensor';
import type { ModelHead } from '../predict/head-runner.js';

/** An encoder, the heads on it, and all their parameters by the names they are saved under. */
export interface FinetuneModel {
  readonly encoder: Encoder;
  readonly heads: readonly ModelHead[];
  readonly parameters: readonly Parameter[];
}

/**
 * The parameters of an encoder and its heads.
 * @throws ConfigError when two of them save one under the same name
 */
export function joinParameters(encoder: Encoder, heads: readonly ModelHead[]): readonly Parameter[] {
  const owners = new Map<string, string>();
  const owned = [
    { owner: 'the encoder', parameters: encoder.parameters },
    ...heads.map(({ id, model }) => ({ owner: `the head "${id}"`, parameters: model.parameters })),
  ];
  return owned.flatMap(({ owner, parameters }) =>
    Array.from(parameters, (parameter) => {
      const other = owners.get(parameter.name);
      owners.set(parameter.name, owner);
      if (other === undefined) return parameter;
      throw new ConfigError({
        what: `Two parts of the model save a parameter as "${parameter.name}"`,
        where: owner,
        received: `"${parameter.name}", which ${other} has too`,
        allowed: 'one parameter of a name',
        fix: 'a head with another ecosystem’s keys can stand in a model once: choose an option that gives the other one keys of its own',
      });
    }),
  );
}
