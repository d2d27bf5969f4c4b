import { MERGE_SCORES, type MergeScoreName } from './merge-score.js';
import { MergeState } from './merge-state.js';
import type { WordList } from './word-list.js';

/** One step of training, with the counts right before it. */
export interface Merge {
  readonly left: string;
  readonly right: string;
  readonly pairCount: number;
  readonly leftCount: number;
  readonly rightCount: number;
  readonly score: number;
}

/** How far and by what score to merge. */
export interface MergeOptions {
  readonly score: MergeScoreName;
  readonly continuationPrefix: string;
  /** Stop at so many tokens, those of single characters included. */
  readonly tokenLimit: number;
  /** Rarer pairs are not merged. */
  readonly minPairCount: number;
  /** Told now and then how many tokens there are. */
  readonly report?: (tokens: number) => void;
}

/** What merging gave. */
export interface MergeResult {
  /** The tokens of single characters, then the merged ones in the order of their making. */
  readonly tokens: readonly string[];
  readonly merges: readonly Merge[];
}

const REPORT_EVERY = 500;

/**
 * Merges the pair of neighbouring tokens with the highest score, again and again, until there are tokens enough or no pair is frequent
 * enough. Of equal scores the higher pair count wins, then the smaller pair by code point, left token first. Neighbours count at every
 * position, also overlapping ones (`aaa` has two pairs of a); they are merged from the left. A merge may make a token that there is
 * already, in another way; it then adds none.
 * @param words are used up
 */
export function trainMerges(words: WordList, options: MergeOptions): MergeResult {
  const state = new MergeState(words, options, MERGE_SCORES[options.score]);
  const merges: Merge[] = [];
  while (state.tokens.length < options.tokenLimit) {
    const merge = state.mergeBest();
    if (merge === undefined) break;
    merges.push(merge);
    if (merges.length % REPORT_EVERY === 0) options.report?.(state.tokens.length);
  }
  options.report?.(state.tokens.length);
  return { tokens: state.tokens, merges };
}
