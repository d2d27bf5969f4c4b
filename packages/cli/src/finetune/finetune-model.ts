import type { Encoder, Parameter } from '@cloze/contracts/tensor';
import type { OwnedParameters } from '../compose/join-parameters.js';
import type { ModelHead } from '../predict/head-runner.js';

/** An encoder, the heads on it, and all their parameters by the names they are saved under. */
export interface FinetuneModel {
  /** What the heads read: the encoder, or features of it. */
  readonly encoder: Encoder;
  readonly heads: readonly ModelHead[];
  readonly parameters: readonly Parameter[];
}

/** The parameters of heads, with their owners. */
export function parametersOfHeads(heads: readonly ModelHead[]): OwnedParameters[] {
  return heads.map(({ id, model }) => ({ owner: `the head "${id}"`, parameters: model.parameters }));
}
