import type { TagConstraints } from './tag-scheme.js';

/**
 * The best tag of each word by itself or, with constraints, the best of those that may follow the one chosen before. Where none may, the
 * best of all.
 * @param scores [words * tags]
 * @returns tags [words]
 */
export function greedyTags(scores: ArrayLike<number>, tags: number, constraints?: TagConstraints): Int32Array {
  const words = scores.length / tags;
  const chosen = new Int32Array(words);
  for (let word = 0; word < words; word += 1) {
    let best = -1;
    let anyway = 0;
    for (let tag = 0; tag < tags; tag += 1) {
      const score = scores[word * tags + tag];
      if (score > scores[word * tags + anyway]) anyway = tag;
      const may =
        constraints === undefined ||
        (word === 0 ? constraints.mayStart(tag) : constraints.mayFollow(chosen[word - 1], tag));
      if (may && (best < 0 || score > scores[word * tags + best])) best = tag;
    }
    chosen[word] = best < 0 ? anyway : best;
  }
  return chosen;
}
