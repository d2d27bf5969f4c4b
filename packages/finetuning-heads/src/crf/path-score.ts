import type { CrfChain, CrfScores } from './crf-scores.js';
import type { ExpectedCounts } from './forward-backward.js';

/**
 * The score of a chain's given tags: start[y_1] + sum of emissions + sum of transitions + end[y_n].
 * @param path tags of all words, [words]
 * @param counts what 1 is subtracted from wherever the path takes a score: the gradient of minus the score
 */
export function pathScore(
  emissions: ArrayLike<number>,
  path: ArrayLike<number>,
  { from, to, hasStart, hasEnd }: CrfChain,
  { tags, transitions, start, end }: CrfScores,
  counts?: ExpectedCounts,
): number {
  let score = 0;
  for (let word = from; word < to; word += 1) {
    const tag = path[word];
    score += emissions[word * tags + tag];
    if (counts) counts.emissions[word * tags + tag] -= 1;
    if (word === from) {
      if (hasStart) {
        score += start[tag];
        if (counts) counts.start[tag] -= 1;
      }
    } else {
      const step = path[word - 1] * tags + tag;
      score += transitions[step];
      if (counts) counts.transitions[step] -= 1;
    }
  }
  if (hasEnd) {
    const tag = path[to - 1];
    score += end[tag];
    if (counts) counts.end[tag] -= 1;
  }
  return score;
}
