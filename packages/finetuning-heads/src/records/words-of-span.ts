import type { EncodedRecord } from '@cloze/contracts';
import { wordCount, wordOffset } from './word-offsets.js';

/** Start and end of each word of a window in the record's text. */
export function windowWordOffsets(window: EncodedRecord): readonly (readonly [start: number, end: number])[] {
  return Array.from({ length: wordCount(window) }, (_, word) => wordOffset(window, word));
}

/**
 * First and last word of a window, both inclusive, that a stretch of the text touches; undefined where there are none, or where it reaches
 * over the window's edge, or beyond where a text is cut.
 * @param offsets of {@link windowWordOffsets}
 */
export function wordsOfSpan(
  { record, firstWord, window, isCut = false }: EncodedRecord,
  offsets: readonly (readonly [start: number, end: number])[],
  { start, end }: { readonly start: number; readonly end: number },
): readonly [first: number, last: number] | undefined {
  const first = offsets.findIndex((own) => own[1] > start);
  const last = offsets.findLastIndex((own) => own[0] < end);
  if (first < 0 || last < first) return undefined;
  const visible = (from: number, to: number) => record.text.slice(from, to).trim() !== '';
  const goesOn = isCut || window.index < window.count - 1;
  const cutBefore = first === 0 && firstWord > 0 && visible(start, offsets[0][0]);
  const cutAfter = last === offsets.length - 1 && goesOn && visible(offsets[last][1], end);
  return cutBefore || cutAfter ? undefined : [first, last];
}
