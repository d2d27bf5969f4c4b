import { startsOf, type Example } from '@cloze/contracts';

/** Targets of the span-boundary objective, as rows of a batch. */
export interface SpanTargets {
  readonly leftRows: Int32Array; // [targets]
  readonly rightRows: Int32Array; // [targets]
  readonly offsets: Int32Array; // [targets]
  readonly labels: Int32Array; // [targets]
}

/**
 * Every token of every span that has a token on both sides.
 * @param positions further tokens of longer spans are left out
 * @param besideSpecial take spans beside a special token, too
 */
export function spanTargets(examples: readonly Example[], positions: number, besideSpecial: boolean): SpanTargets {
  const starts = startsOf(examples.map(({ corrupted }) => corrupted));
  const targets: { left: number; right: number; offset: number; label: number }[] = [];
  examples.forEach(({ original, corrupted }, example) => {
    const { spans, special, origins } = corrupted;
    for (let span = 0; span < spans.length; span += 2) {
      const [start, end] = [spans[span], spans[span + 1]];
      if (start === 0 || end === special.length) continue;
      if (!besideSpecial && (special[start - 1] === 1 || special[end] === 1)) continue;
      for (let i = start; i < Math.min(end, start + positions); i += 1) {
        targets.push({
          left: starts[example] + start - 1,
          right: starts[example] + end,
          offset: i - start,
          label: original.inputIds[origins[i]],
        });
      }
    }
  });
  return {
    leftRows: Int32Array.from(targets, ({ left }) => left),
    rightRows: Int32Array.from(targets, ({ right }) => right),
    offsets: Int32Array.from(targets, ({ offset }) => offset),
    labels: Int32Array.from(targets, ({ label }) => label),
  };
}
