import { studentQuantile } from './student-quantile.js';

/** An interval that holds the true value 99 times out of 100. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** A sum over a sum, and by how much each cluster moves it. */
export interface Ratio {
  readonly value: number;
  /** How far each cluster pulls the value from that of all; they add up to 0. */
  readonly pulls: readonly number[];
}

/**
 * The ratio of two sums over clusters, such as losses over targets. Clusters are batches of running text: targets of one text are alike,
 * so they are not taken for independent.
 */
export function ratioOf(numerators: readonly number[], denominators: readonly number[]): Ratio {
  const total = sum(denominators);
  const value = sum(numerators) / total;
  return { value, pulls: numerators.map((numerator, i) => (numerator - value * denominators[i]) / total) };
}

/** The 99 % interval of a ratio, by linearization (Cochran, Sampling Techniques, 1977, section 6.4). */
export function intervalOf({ value, pulls }: Ratio): Interval {
  const clusters = pulls.length;
  const variance = (clusters / (clusters - 1)) * sum(pulls.map((pull) => pull * pull));
  const half = studentQuantile(clusters - 1) * Math.sqrt(variance);
  return clusters > 1 ? { low: value - half, high: value + half } : { low: -Infinity, high: Infinity };
}

/** The difference of two ratios over the same clusters, with how each cluster moves it: what they have in common cancels out. */
export function differenceOf(first: Ratio, second: Ratio): Ratio {
  return { value: first.value - second.value, pulls: first.pulls.map((pull, i) => pull - second.pulls[i]) };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
