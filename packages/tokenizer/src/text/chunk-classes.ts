import { CHINESE, CLEANED_TO_SPACE, PUNCTUATION, WHITE_SPACE } from '../unicode/bert-code-points.js';
import type { CodePointSet } from '../unicode/code-point-set.js';
import type { BertNormalizer } from './bert-normalizer.js';

/** Part of a chunk of several code units. */
export const WORD = 0;
/** Separates chunks. */
export const SPACE = 1;
/** A chunk alone. */
export const ALONE = 2;
/** A flag beside one of the above: an added token may start here. */
export const ADDED_START = 4;
/** Takes the flag away. */
export const CLASS_MASK = 3;

/**
 * The class of every UTF-16 code unit of original text, for cutting it into chunks whose tokens do not depend on their surroundings.
 * A code unit is a separator or stands alone only if its normal form surely does; all doubtful ones (a sign that decomposes into
 * punctuation, surrogates) are left in the chunk around them, where normalising and splitting the chunk does the right thing.
 */
export function chunkClasses(normalizer: BertNormalizer): Uint8Array {
  const classes = new Uint8Array(0x10000);
  for (const set of [WHITE_SPACE, CLEANED_TO_SPACE, PUNCTUATION]) {
    forEachBasic(set, (unit) => (classes[unit] = classOf(normalizer.normalizeCodePoint(unit))));
  }
  if (normalizer.settings.handleChineseChars) forEachBasic(CHINESE, (unit) => (classes[unit] = ALONE));
  return classes;
}

function classOf(normalForm: string): number {
  const codePoints = Array.from(normalForm, (character) => character.codePointAt(0) ?? 0);
  if (codePoints.length === 0) return WORD;
  if (codePoints.every((codePoint) => WHITE_SPACE.has(codePoint))) return SPACE;
  return codePoints.every((codePoint) => PUNCTUATION.has(codePoint)) ? ALONE : WORD;
}

function forEachBasic(set: CodePointSet, visit: (unit: number) => void): void {
  set.forEachRange((first, last) => {
    for (let unit = first; unit <= Math.min(last, 0xffff); unit += 1) visit(unit);
  });
}
