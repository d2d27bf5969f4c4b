import type { CrfChain, CrfScores } from './crf-scores.js';

/**
 * The best sequence of tags of a chain (Viterbi, 1967), the first of several equal ones.
 * @param emissions [words * tags], of all chains
 */
export function viterbi(
  emissions: ArrayLike<number>,
  { from, to, hasStart, hasEnd }: CrfChain,
  { tags, transitions, start, end }: CrfScores,
): { readonly path: Int32Array; readonly score: number } {
  const words = to - from;
  const path = new Int32Array(words);
  if (words === 0) return { path, score: 0 };
  const pointers = new Int32Array(words * tags);
  let best = Float64Array.from(
    { length: tags },
    (_, tag) => emissions[from * tags + tag] + (hasStart ? start[tag] : 0),
  );
  for (let word = 1; word < words; word += 1) {
    const reached = new Float64Array(tags);
    for (let tag = 0; tag < tags; tag += 1) {
      let previous = 0;
      for (let other = 1; other < tags; other += 1) {
        if (best[other] + transitions[other * tags + tag] > best[previous] + transitions[previous * tags + tag]) {
          previous = other;
        }
      }
      pointers[word * tags + tag] = previous;
      reached[tag] = best[previous] + transitions[previous * tags + tag] + emissions[(from + word) * tags + tag];
    }
    best = reached;
  }
  const total = best.map((score, tag) => score + (hasEnd ? end[tag] : 0));
  let tag = 0;
  for (let other = 1; other < tags; other += 1) if (total[other] > total[tag]) tag = other;
  const score = total[tag];
  for (let word = words - 1; word >= 0; word -= 1) {
    path[word] = tag;
    tag = pointers[word * tags + tag];
  }
  return { path, score };
}
