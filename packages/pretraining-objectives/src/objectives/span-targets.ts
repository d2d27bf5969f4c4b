import { startsOf, type Example, type View } from '@cloze/contracts';
import { runsOf } from '../corruptions/draw-spans.js';
import { targetActions } from './token-targets.js';

/** Targets of the span-boundary objective, as rows of a batch. */
export interface SpanTargets {
  readonly leftRows: Int32Array; // [targets]
  readonly rightRows: Int32Array; // [targets]
  readonly offsets: Int32Array; // [targets]
  readonly labels: Int32Array; // [targets]
}

/**
 * Every token of every run of targets that has a span in it and a token on both sides. A run is as long as it can be: spans that came to touch, and
 * other targets beside them, are one, so that a boundary is never a target itself.
 * @param positions further tokens of longer runs are left out
 * @param besideSpecial take runs beside a special token, too
 */
export function spanTargets(examples: readonly Example[], positions: number, besideSpecial: boolean): SpanTargets {
  const starts = startsOf(examples.map(({ corrupted }) => corrupted));
  const targets: { left: number; right: number; offset: number; label: number }[] = [];
  examples.forEach(({ original, corrupted }, example) => {
    const { special, origins } = corrupted;
    const runs = runsWithSpans(corrupted);
    for (let run = 0; run < runs.length; run += 2) {
      const [start, end] = [runs[run], runs[run + 1]];
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

/** Start and end of each run of targets that has a span in it. */
function runsWithSpans({ spans, actions }: View): Int32Array {
  const flags = actions.map((action) => +targetActions.some((target) => target === action));
  for (let span = 0; span < spans.length; span += 2) flags.fill(1, spans[span], spans[span + 1]);
  const runs = runsOf(flags);
  const holdsSpan = (run: number) =>
    spans.some((place, i) => i % 2 === 0 && runs[run] <= place && place < runs[run + 1]);
  return runs.filter((_, i) => holdsSpan(i - (i % 2)));
}
