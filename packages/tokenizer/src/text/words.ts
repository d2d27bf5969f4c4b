import { codePointAt, unitsAt } from '../unicode/code-points.js';
import { PUNCTUATION, WHITE_SPACE } from '../unicode/bert-code-points.js';
import type { AlignedText } from './aligned-text.js';

const ASCII = 128;
const SEPARATOR = 1;
const ALONE = 2;
const kinds = Uint8Array.from({ length: ASCII }, (_, codePoint) => kindOf(codePoint));

function kindOf(codePoint: number): number {
  if (WHITE_SPACE.has(codePoint)) return SEPARATOR;
  return PUNCTUATION.has(codePoint) ? ALONE : 0;
}

/**
 * BERT's pre-tokeniser on the units [from, to) of normalised text: white space separates words and is dropped; every punctuation
 * character is a word of its own. Calls `visit` with the first unit of each word and the one after its last.
 */
export function forEachWord(
  text: AlignedText,
  from: number,
  to: number,
  visit: (start: number, end: number) => void,
): void {
  let wordStart = from;
  for (let at = from; at < to;) {
    const codePoint = codePointAt(text.units, at, to);
    const next = at + unitsAt(text.units, at, to);
    const kind = codePoint < ASCII ? kinds[codePoint] : kindOf(codePoint);
    if (kind !== 0) {
      if (at > wordStart) visit(wordStart, at);
      if (kind === ALONE) visit(at, next);
      wordStart = next;
    }
    at = next;
  }
  if (to > wordStart) visit(wordStart, to);
}
