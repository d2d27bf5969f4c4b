/** How a pair of tokens is scored: the pair with the highest score is merged next. */
export type MergeScoreName = 'likelihood' | 'count' | 'ratio';

/**
 * A merge score. All three depend on the pair's count, the product of the counts of its two tokens, and the number of tokens; among pairs
 * of one count they only ever prefer the smaller product. This is what the queue of pairs builds on.
 */
export interface MergeScore {
  /** False if the counts of the two tokens do not matter. */
  readonly usesTokenCounts: boolean;
  score(pairCount: number, product: number, tokens: number): number;
  /** At least the score of every pair of this count, now and with any smaller number of tokens. */
  bound(pairCount: number, tokens: number): number;
}

/**
 * The merge scores.
 *
 * - `likelihood`: by how much the merge raises the log-likelihood of the corpus under a unigram model of tokens, to first order:
 *   count(ab) ln(count(ab) N / (count(a) count(b))) with N tokens at that moment.
 * - `count`: count(ab), as byte-pair encoding has it (Sennrich et al. 2016).
 * - `ratio`: count(ab) / (count(a) count(b)), as textbooks describe WordPiece. For comparison: it merges the rarest pairs first.
 */
export const MERGE_SCORES: Readonly<Record<MergeScoreName, MergeScore>> = {
  likelihood: {
    usesTokenCounts: true,
    score: (pairCount, product, tokens) => pairCount * Math.log((pairCount * tokens) / product),
    // Neither token is rarer than the pair.
    bound: (pairCount, tokens) => pairCount * Math.log(tokens / pairCount),
  },
  count: {
    usesTokenCounts: false,
    score: (pairCount) => pairCount,
    bound: (pairCount) => pairCount,
  },
  ratio: {
    usesTokenCounts: true,
    score: (pairCount, product) => pairCount / product,
    bound: (pairCount) => 1 / pairCount,
  },
};
