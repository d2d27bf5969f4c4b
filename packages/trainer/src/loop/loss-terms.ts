import { PluginError, type Targets, type Weights } from '@cloze/contracts';
import type { Loss } from '@cloze/contracts/tensor';
import type { Scalar } from '@tensorflow/tfjs-core';
import type { TrainedObjective } from './trained-objective.js';

/** The name under which a loss or weight that has no terms is kept. */
export const ONLY_TERM = '';

/** Weights by term. */
export function weightsByTerm(weight: Weights): Readonly<Record<string, number>> {
  return typeof weight === 'number' ? { [ONLY_TERM]: weight } : weight;
}

/** Whether a batch has any target for an objective. */
export function hasTargets({ weight }: Targets): boolean {
  return Object.values(weightsByTerm(weight)).some((value) => value > 0);
}

/** The sums of a loss by term, of which each must have a weight; throws PluginError where one has none. */
export function sumsByTerm(
  objective: TrainedObjective,
  { sum }: Loss,
  targets: Targets,
): Readonly<Record<string, Scalar>> {
  const sums: Readonly<Record<string, Scalar>> = isScalar(sum) ? { [ONLY_TERM]: sum } : sum;
  const terms = Object.keys(weightsByTerm(targets.weight));
  for (const term of Object.keys(sums))
    if (!terms.includes(term)) throw mismatch(objective.id, Object.keys(sums), terms);
  return sums;
}

/** What a report entry is divided by: its own weight, or the loss's where that has no terms. */
export function reportWeight(id: string, name: string, { weight, reportWeights }: Targets): number {
  const own = reportWeights?.[name];
  if (own !== undefined) return own;
  if (typeof weight === 'number') return weight;
  throw new PluginError({
    what: `The objective "${id}" reports "${name}" without saying what to divide it by`,
    received: `several loss terms: ${Object.keys(weight).join(', ')}`,
    allowed: 'with several terms, a weight for each entry of the report in `reportWeights` of its targets',
  });
}

/** `mlm.loss`, or `rtd.generator.loss` for a term. */
export function lossName(id: string, term: string): string {
  return term === ONLY_TERM ? `${id}.loss` : `${id}.${term}.loss`;
}

function isScalar(sum: Loss['sum']): sum is Scalar {
  return 'dataId' in sum;
}

function mismatch(id: string, sums: readonly string[], weights: readonly string[]): PluginError {
  const names = (terms: readonly string[]) =>
    terms.map((term) => (term === ONLY_TERM ? 'a single one' : `"${term}"`)).join(', ');
  return new PluginError({
    what: `The losses and weights of the objective "${id}" do not match`,
    received: `losses: ${names(sums)}; weights: ${names(weights)}`,
    allowed: 'a weight for each loss, under the same name',
  });
}
