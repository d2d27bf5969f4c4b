import { growFloat64 } from '../grow.js';
import { mergedToken } from '../models/merged-token.js';
import { compareByCodePoint } from '../unicode/code-points.js';
import type { MergeScore } from './merge-score.js';
import { OccurrenceLists } from './occurrence-lists.js';
import { PairQueue } from './pair-queue.js';
import { PairTable } from './pair-table.js';
import type { Merge } from './train-merges.js';
import type { WordList } from './word-list.js';

/** Everything that a merge changes, kept up to date by what it changes: nothing is counted anew. */
export class MergeState {
  readonly tokens: string[];
  private readonly indices: Map<string, number>;
  private readonly tokenCounts: { counts: Float64Array<ArrayBuffer>; total: number };
  /** The pairs that each token is in. */
  private readonly pairsOf: number[][] = [];
  private readonly pairs: PairTable;
  private readonly occurrences = new OccurrenceLists();
  private readonly queue: PairQueue;
  /** Pairs whose count the merge at work changed. */
  private readonly changed = new Set<number>();

  constructor(
    private readonly words: WordList,
    private readonly options: { readonly continuationPrefix: string; readonly minPairCount: number },
    private readonly score: MergeScore,
  ) {
    this.tokens = words.tokens.slice();
    this.indices = new Map(this.tokens.map((token, index) => [token, index]));
    this.tokenCounts = { counts: new Float64Array(Math.max(1024, this.tokens.length)), total: 0 };
    this.pairs = new PairTable((pair, left, right) => this.notePair(pair, left, right));
    this.countAll();
    const compare = (a: number, b: number) => this.comparePairs(a, b);
    this.queue = new PairQueue(this.pairs, this.tokenCounts, score, compare, options.minPairCount);
    for (let pair = 0; pair < this.pairs.size; pair += 1) this.queue.countChanged(pair);
  }

  /** Merges the best pair everywhere; undefined if no pair is left. */
  mergeBest(): Merge | undefined {
    const { pairs, queue, tokenCounts, tokens } = this;
    const pair = queue.best();
    if (pair < 0) return undefined;
    const left = pairs.lefts[pair];
    const right = pairs.rights[pair];
    const merge = {
      left: tokens[left],
      right: tokens[right],
      pairCount: pairs.counts[pair],
      leftCount: tokenCounts.counts[left],
      rightCount: tokenCounts.counts[right],
      score: queue.scoreOf(pair),
    };
    const product = this.indexOf(mergedToken(merge.left, merge.right, this.options.continuationPrefix));
    this.occurrences.drain(pair, (word) => this.mergeInWord(word, left, right, product));
    for (const changedPair of this.changed) queue.countChanged(changedPair);
    this.changed.clear();
    if (this.score.usesTokenCounts) {
      for (const token of new Set([left, right, product])) {
        for (const neighbour of this.pairsOf[token] ?? []) queue.tokenCountChanged(neighbour);
      }
    }
    return merge;
  }

  private mergeInWord(word: number, left: number, right: number, product: number): void {
    const { symbols, starts, lengths, counts } = this.words;
    const start = starts[word];
    const end = start + lengths[word];
    let to = start;
    let merged = 0;
    for (let from = start; from < end; from += 1, to += 1) {
      if (symbols[from] !== left || from + 1 >= end || symbols[from + 1] !== right) {
        symbols[to] = symbols[from];
        continue;
      }
      // Neighbours on the left are as they are by now: a product, where two pairs were side by side.
      if (to > start) this.replacePair(symbols[to - 1], left, symbols[to - 1], product, word);
      if (from + 2 < end) this.replacePair(right, symbols[from + 2], product, symbols[from + 2], word);
      this.changeCount(this.pairs.indexOf(left, right), -counts[word]);
      symbols[to] = product;
      from += 1;
      merged += 1;
    }
    lengths[word] = to - start;
    const occurrences = merged * counts[word];
    const { tokenCounts } = this;
    tokenCounts.counts[left] -= occurrences;
    tokenCounts.counts[right] -= occurrences;
    tokenCounts.counts[product] += occurrences;
    tokenCounts.total -= occurrences;
  }

  private replacePair(oldLeft: number, oldRight: number, newLeft: number, newRight: number, word: number): void {
    const count = this.words.counts[word];
    this.changeCount(this.pairs.indexOf(oldLeft, oldRight), -count);
    const pair = this.pairs.indexOf(newLeft, newRight);
    this.changeCount(pair, count);
    this.occurrences.add(pair, word);
  }

  private changeCount(pair: number, by: number): void {
    this.pairs.counts[pair] += by;
    this.changed.add(pair);
  }

  /** The index of a token, which is added if it is new. */
  private indexOf(token: string): number {
    const known = this.indices.get(token);
    if (known !== undefined) return known;
    const index = this.tokens.length;
    this.tokens.push(token);
    this.indices.set(token, index);
    if (index === this.tokenCounts.counts.length) {
      this.tokenCounts.counts = growFloat64(this.tokenCounts.counts, index + 1);
    }
    return index;
  }

  private countAll(): void {
    const { symbols, starts, lengths, counts } = this.words;
    starts.forEach((start, word) => {
      const end = start + lengths[word];
      for (let at = start; at < end; at += 1) {
        this.tokenCounts.counts[symbols[at]] += counts[word];
        if (at + 1 === end) continue;
        const pair = this.pairs.indexOf(symbols[at], symbols[at + 1]);
        this.pairs.counts[pair] += counts[word];
        this.occurrences.add(pair, word);
      }
      this.tokenCounts.total += lengths[word] * counts[word];
    });
  }

  private notePair(pair: number, left: number, right: number): void {
    if (!this.score.usesTokenCounts) return;
    (this.pairsOf[left] ??= []).push(pair);
    if (right !== left) (this.pairsOf[right] ??= []).push(pair);
  }

  private comparePairs(a: number, b: number): number {
    const { lefts, rights } = this.pairs;
    const { tokens } = this;
    if (lefts[a] !== lefts[b]) return compareByCodePoint(tokens[lefts[a]], tokens[lefts[b]]);
    return compareByCodePoint(tokens[rights[a]], tokens[rights[b]]);
  }
}
