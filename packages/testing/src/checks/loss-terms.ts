import * as tf from '@tensorflow/tfjs-core';
import { PluginError, type Targets } from '@cloze/contracts';
import type { Loss } from '@cloze/contracts/tensor';

/** One term of a loss: its sum, its denominator and its factor. */
export interface LossTerm {
  readonly name: string;
  readonly sum: tf.Scalar;
  readonly weight: number;
  readonly factor: number;
}

/**
 * The terms of a loss beside their weights.
 * @throws PluginError when sums, weights and factors do not go together
 */
export function lossTerms(
  { sum }: Loss,
  { weight }: Targets,
  factors: Readonly<Record<string, number>>,
  where: string,
): LossTerm[] {
  const sums: Readonly<Record<string, tf.Scalar>> = sum instanceof tf.Tensor ? { loss: sum } : sum;
  const weights = typeof weight === 'number' ? { loss: weight } : weight;
  const names = Object.keys(sums).sort();
  const weightNames = Object.keys(weights).sort();
  if (String(names) !== String(weightNames)) {
    throw new PluginError({
      what: 'The loss and its targets have different terms',
      where,
      received: `sums: ${names.join(', ')}; weights: ${weightNames.join(', ')}`,
      allowed: 'one weight for each sum, under the same name; or one number for one scalar',
    });
  }
  const unknown = Object.keys(factors).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new PluginError({
      what: `"termWeights" names a term that the loss does not have`,
      where,
      received: unknown,
      allowed: names.join(', '),
    });
  }
  return names.map((name) => ({ name, sum: sums[name], weight: weights[name], factor: factors[name] ?? 1 }));
}

/** What a step minimises: each term's mean by its factor. Terms without targets count as 0 and stay on the tape. */
export function weightedMean(terms: readonly LossTerm[]): tf.Scalar {
  return terms
    .map(({ sum, weight, factor }) => tf.mul<tf.Scalar>(sum, factor / Math.max(weight, 1)))
    .reduce((total, mean) => tf.add(total, mean));
}
