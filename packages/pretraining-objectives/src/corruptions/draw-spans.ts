import type { RandomStream } from '@cloze/contracts';
import type { WordRange } from './candidate-words.js';
import type { SpanLengths } from './span-lengths.js';

/** What spans are drawn from. */
export interface SpanDraw {
  /** Words that may be taken, in order. */
  readonly words: readonly WordRange[];
  /** 1 at tokens of earlier spans. */
  readonly taken: Uint8Array; // [tokens]
  readonly lengths: SpanLengths;
  /** Tokens to take; only the first span may exceed it. */
  readonly budget: number;
  /** Whether spans may touch, and then are one, or keep a clear word between them. */
  readonly touching: 'merge' | 'apart';
  readonly random: RandomStream;
}

/**
 * Draws spans of whole words: a length, then a start, uniform over the words where a span may begin. A span ends early at the end of the
 * text around it and at another span.
 * @returns 1 at tokens of the new spans
 */
export function drawSpans({ words, taken, lengths, budget, touching, random }: SpanDraw): Uint8Array {
  const all = taken.slice();
  const fresh = new Uint8Array(taken.length);
  const isClear = ({ start, end }: WordRange) =>
    all[start] === 0 && (touching === 'merge' || (all[start - 1] !== 1 && all[end] !== 1));
  for (let used = 0; used < budget;) {
    const length = lengths.draw(random);
    const starts = [...words.keys()].filter((word) => isClear(words[word]));
    if (starts.length === 0) break;
    const first = starts[random.below(starts.length)];
    let last = first;
    while (last + 1 < first + length && words[last].end === words[last + 1]?.start && isClear(words[last + 1]))
      last += 1;
    const [start, end] = [words[first].start, words[last].end];
    if (used > 0 && used + end - start > budget) break;
    all.fill(1, start, end);
    fresh.fill(1, start, end);
    used += end - start;
  }
  return fresh;
}

/** Start and end (exclusive) of each run of ones, ascending. */
export function runsOf(flags: Uint8Array): Int32Array {
  const runs: number[] = [];
  for (let start = flags.indexOf(1); start >= 0;) {
    let end = start;
    while (flags[end] === 1) end += 1;
    runs.push(start, end);
    start = flags.indexOf(1, end);
  }
  return Int32Array.from(runs);
}
