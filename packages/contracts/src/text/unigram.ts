import type { RandomStream } from '../random/random-stream.js';

/** How often each token occurs in the training corpus. Special tokens and `[UNK]` have probability 0. */
export interface UnigramDistribution {
  /** Probability of an id. */
  probability(id: number): number;
  /** Draws an id. */
  sample(random: RandomStream): number;
  /** Entropy in nats. */
  readonly entropy: number;
}

/**
 * A unigram distribution from counts by id; ids for which `excluded` is true get probability 0. Where no count is left, it is
 * uniform over the ids that are not excluded. Sampling is one binary search over cumulated counts.
 */
export function createUnigramDistribution(
  counts: ArrayLike<number>,
  excluded: (id: number) => boolean,
): UnigramDistribution {
  const kept = Float64Array.from(counts, (count, id) => (excluded(id) ? 0 : count));
  if (kept.every((count) => count === 0)) kept.forEach((_, id) => (kept[id] = excluded(id) ? 0 : 1));
  const cumulated = new Float64Array(kept.length);
  let total = 0;
  kept.forEach((count, id) => (cumulated[id] = total += count));
  let entropy = 0;
  for (const count of kept) if (count > 0) entropy -= (count / total) * Math.log(count / total);
  return {
    entropy,
    probability: (id) => (kept[id] ?? 0) / total,
    sample: (random) => firstAbove(cumulated, random.uniform() * total),
  };
}

/** Index of the first entry greater than `value`. */
function firstAbove(ascending: Float64Array, value: number): number {
  let low = 0;
  let high = ascending.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle] > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
