import { keptCount } from './mention-targets.js';

/** Mentions and the earlier ones that each may go back to. */
export interface AntecedentPairs {
  /** Places among all spans of the batch; within a window in the order of the text. */
  readonly mentions: Int32Array; // [mentions]
  /** Which window each mention is of. */
  readonly windows: Int32Array; // [mentions]
  /** First pair of each mention, then the number of pairs. */
  readonly starts: Int32Array; // [mentions + 1]
  /** Mention and antecedent at 2k and 2k + 1, as places in `mentions`. */
  readonly pairs: Int32Array; // [pairs * 2]
}

/**
 * Keeps the spans of each window that score best as mentions, and pairs each with those before it, the nearest first and at most so many (Lee et
 * al., 2017, without features of speaker and genre).
 * @param scores of every span, [spans]
 * @param counts number of spans and of words of each window, at 2k and 2k + 1
 */
export function antecedentPairs(
  scores: ArrayLike<number>,
  counts: ArrayLike<number>,
  spansPerWord: number,
  maxAntecedents: number,
): AntecedentPairs {
  const mentions: number[] = [];
  const windows: number[] = [];
  const starts: number[] = [];
  const pairs: number[] = [];
  let span = 0;
  for (let window = 0; 2 * window < counts.length; window += 1) {
    const [size, words] = [counts[2 * window], counts[2 * window + 1]];
    const kept = Array.from({ length: size }, (_, k) => span + k)
      .sort((a, b) => scores[b] - scores[a] || a - b)
      .slice(0, size === 0 ? 0 : keptCount(size, words, spansPerWord))
      .sort((a, b) => a - b);
    const from = mentions.length;
    kept.forEach((place, own) => {
      starts.push(pairs.length / 2);
      for (let back = 1; back <= Math.min(own, maxAntecedents); back += 1) pairs.push(from + own, from + own - back);
      mentions.push(place);
      windows.push(window);
    });
    span += size;
  }
  starts.push(pairs.length / 2);
  return {
    mentions: Int32Array.from(mentions),
    windows: Int32Array.from(windows),
    starts: Int32Array.from(starts),
    pairs: Int32Array.from(pairs),
  };
}
