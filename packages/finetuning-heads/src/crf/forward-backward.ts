import type { CrfChain, CrfScores } from './crf-scores.js';
import { logSumExp } from './log-sum-exp.js';

/** Where expected counts are added up: the gradient of the log partition function. */
export interface ExpectedCounts {
  /** The probability of each tag of each word. */
  readonly emissions: Float64Array; // [words * tags]
  readonly transitions: Float64Array; // [tags * tags]
  readonly start: Float64Array; // [tags]
  readonly end: Float64Array; // [tags]
}

/**
 * The log partition function of a chain and, with `counts`, its gradient by the forward-backward algorithm (Rabiner, 1989; Lafferty et al.,
 * 2001), in the log domain and float64.
 * @param emissions [words * tags], of all chains
 * @param counts what the expected counts are added to
 */
export function forwardBackward(
  emissions: ArrayLike<number>,
  { from, to, hasStart, hasEnd }: CrfChain,
  { tags, transitions, start, end }: CrfScores,
  counts?: ExpectedCounts,
): number {
  const words = to - from;
  const into = new Float64Array(tags);
  const forward = new Float64Array(words * tags); // log of the sum over all prefixes that end in a tag
  for (let word = 0; word < words; word += 1) {
    for (let tag = 0; tag < tags; tag += 1) {
      const emission = emissions[(from + word) * tags + tag];
      if (word === 0) forward[tag] = emission + (hasStart ? start[tag] : 0);
      else {
        const before = (word - 1) * tags;
        for (let previous = 0; previous < tags; previous += 1) {
          into[previous] = forward[before + previous] + transitions[previous * tags + tag];
        }
        forward[word * tags + tag] = emission + logSumExp(into);
      }
    }
  }
  const last = (words - 1) * tags;
  const final = Float64Array.from({ length: tags }, (_, tag) => forward[last + tag] + (hasEnd ? end[tag] : 0));
  const logPartition = logSumExp(final);
  if (counts === undefined) return logPartition;

  let backward = Float64Array.from({ length: tags }, (_, tag) => (hasEnd ? end[tag] : 0)); // of all suffixes after a tag
  for (let word = words - 1; word >= 0; word -= 1) {
    const row = (from + word) * tags;
    for (let tag = 0; tag < tags; tag += 1) {
      const probability = Math.exp(forward[word * tags + tag] + backward[tag] - logPartition);
      counts.emissions[row + tag] += probability;
      if (word === 0 && hasStart) counts.start[tag] += probability;
      if (word === words - 1 && hasEnd) counts.end[tag] += probability;
    }
    if (word === 0) break;
    const before = (word - 1) * tags;
    const next = new Float64Array(tags);
    for (let previous = 0; previous < tags; previous += 1) {
      const reached = forward[before + previous] - logPartition;
      for (let tag = 0; tag < tags; tag += 1) {
        const onward = transitions[previous * tags + tag] + emissions[row + tag] + backward[tag];
        into[tag] = onward;
        counts.transitions[previous * tags + tag] += Math.exp(reached + onward);
      }
      next[previous] = logSumExp(into);
    }
    backward = next;
  }
  return logPartition;
}
