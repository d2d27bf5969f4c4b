import { NO_LABEL } from '../spans/none-weight.js';

/** The spans that pairs are made of, and the pairs. */
export interface ChosenSpans {
  /** Places among all spans of the batch, ascending. */
  readonly spans: readonly number[];
  /** Head and tail at 2k and 2k + 1, as places in `spans`: ordered pairs of two spans of one window whose head is its own. */
  readonly pairs: Int32Array;
}

/** All spans of the windows of a batch. */
export interface SpansOfWindows {
  /** Number of spans and of words of each window, at 2k and 2k + 1. */
  readonly counts: ArrayLike<number>;
  /** 1 where a span is its window's own. */
  readonly isOwn: ArrayLike<number>; // [spans]
}

/**
 * Chooses the spans of each window that relations are looked for between: those likeliest to have a label, at most `ratio` a word, so that
 * the number of pairs is bounded (as in Lee et al., 2017).
 * @param logits [spans * classes]; class 0 is none
 */
export function chooseSpansOfWindows(
  logits: ArrayLike<number>,
  classes: number,
  { counts, isOwn }: SpansOfWindows,
  ratio: number,
): ChosenSpans {
  const chosen: number[] = [];
  const pairs: number[] = [];
  let span = 0;
  for (let window = 0; 2 * window < counts.length; window += 1) {
    const [size, words] = [counts[2 * window], counts[2 * window + 1]];
    const candidates = Array.from({ length: size }, (_, k) => {
      let best = -Infinity;
      for (let label = 1; label < classes; label += 1) best = Math.max(best, logits[(span + k) * classes + label]);
      return { place: span + k, gain: best - logits[(span + k) * classes + NO_LABEL] };
    });
    const best = candidates
      .filter(({ gain }) => gain > 0)
      .sort((a, b) => b.gain - a.gain || a.place - b.place)
      .slice(0, Math.max(2, Math.floor(ratio * words)))
      .map(({ place }) => place)
      .sort((a, b) => a - b);
    const from = chosen.length;
    chosen.push(...best);
    best.forEach((place, head) => {
      if (isOwn[place] === 0) return;
      best.forEach((_, tail) => head !== tail && pairs.push(from + head, from + tail));
    });
    span += size;
  }
  return { spans: chosen, pairs: Int32Array.from(pairs) };
}
