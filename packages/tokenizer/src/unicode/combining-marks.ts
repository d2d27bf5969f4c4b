import type { AlignedText } from '../text/aligned-text.js';
import { CodePointSet } from './code-point-set.js';
import { codePointAt, unitsAt } from './code-points.js';

/** Characters that JavaScript's NFD takes apart and Hugging Face's older tables do not. */
export const NEWER_DECOMPOSITIONS = new CodePointSet('1fpl r 2ov 2 9 3 1g 2-1 12o e7d-7 2f4-2');

/** Canonical combining classes of the marks that accent stripping leaves in place; all other characters that it leaves have class 0. */
const COMBINING_CLASSES = new Map<number, number>();
for (const [combiningClass, ranges] of [
  [7, '1ikm 162s'],
  [9, '5dw 2u 20-1 rxc 31 kjk 39 7s 6t hg 13d'],
  [216, '2jxh-1 8-4'],
  [224, '9im-1'],
  [226, '2jxp'],
  [230, '1qs-d 462 2gw5-6 2-g 3-6 2-1 2-4 1sq-5'],
] as const) {
  new CodePointSet(ranges).forEachRange((first, last) => {
    for (let codePoint = first; codePoint <= last; codePoint += 1) COMBINING_CLASSES.set(codePoint, combiningClass);
  });
}

/** True for marks that may have to change places, and for the musical symbols that fall apart into them. */
export function mayReorder(codePoint: number): boolean {
  return codePoint >= 0x8d4 && (COMBINING_CLASSES.has(codePoint) || (codePoint >= 0x1d15e && codePoint <= 0x1d1c0));
}

/** Brings every run of marks in `text`, from unit `from` on, into canonical order: by combining class, equals as they stand. */
export function reorderMarks(text: AlignedText, from: number): void {
  let runStart = from;
  for (let at = from; at <= text.length;) {
    const isMark = at < text.length && COMBINING_CLASSES.has(codePointAt(text.units, at, text.length));
    if (!isMark && at > runStart) sortRun(text, runStart, at);
    at += at < text.length ? unitsAt(text.units, at, text.length) : 1;
    if (!isMark) runStart = at;
  }
}

function sortRun(text: AlignedText, from: number, to: number): void {
  const marks: { codePoint: number; start: number; end: number }[] = [];
  for (let at = from; at < to; at += unitsAt(text.units, at, to)) {
    marks.push({ codePoint: codePointAt(text.units, at, to), start: text.starts[at], end: text.ends[at] });
  }
  const classOf = (codePoint: number) => COMBINING_CLASSES.get(codePoint) ?? 0;
  marks.sort((a, b) => classOf(a.codePoint) - classOf(b.codePoint));
  let at = from;
  for (const { codePoint, start, end } of marks) {
    const character = String.fromCodePoint(codePoint);
    for (let i = 0; i < character.length; i += 1, at += 1) {
      text.units[at] = character.charCodeAt(i);
      text.starts[at] = start;
      text.ends[at] = end;
    }
  }
}
