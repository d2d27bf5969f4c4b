import { type EncodeOptions, TokenizerError } from '@cloze/contracts';
import { keptLengths } from './truncation.js';
import { type Window, windowsOf } from './windows.js';

/**
 * The windows of an encoding, one range of tokens a side: the first holds what is kept, the others (with `overflow`) what is left over.
 * For pairs these are Hugging Face's combinations of the windows of both sides, in its order.
 * @param lengths tokens of each side
 * @param added special tokens of the template
 * @throws TokenizerError if `maxLength` leaves no room, or windows do not move on
 */
export function planWindows(lengths: readonly number[], added: number, options: EncodeOptions): readonly Window[][] {
  const { maxLength, truncation = 'longest-first', stride = 0, overflow = false } = options;
  const all = lengths.map((length) => ({ from: 0, to: length }));
  if (maxLength === undefined) return [all];
  const room = maxLength - added;
  checkCounts(maxLength, stride, room, added);
  const [first, second = 0] = lengths;
  if (first + second <= room) return [all];
  const fromRight = options.truncationSide === 'left';
  const sides = keptLengths(first, second, room, truncation)
    .slice(0, lengths.length)
    .map((kept, side) =>
      overflow || kept === lengths[side]
        ? windowsOf(lengths[side], kept, stride, fromRight)
        : [fromRight ? { from: lengths[side] - kept, to: lengths[side] } : { from: 0, to: kept }],
    );
  return sides.length === 1 ? sides[0].map((window) => [window]) : combine(sides[0], sides[1]);
}

/** First with first, then every later window of the first side with all of the second, then the first one with the later ones. */
function combine(first: readonly Window[], second: readonly Window[]): Window[][] {
  const [start, ...later] = first;
  return [
    [start, second[0]],
    ...later.flatMap((window) => second.map((other) => [window, other])),
    ...second.slice(1).map((other) => [start, other]),
  ];
}

function checkCounts(maxLength: number, stride: number, room: number, added: number): void {
  if (!Number.isSafeInteger(maxLength) || room < 0) {
    throw new TokenizerError({
      what: 'Nothing fits into maxLength',
      where: 'maxLength',
      received: String(maxLength),
      allowed: `integers from ${added}, the number of special tokens`,
      fix: 'use a larger maxLength, or addSpecialTokens: false',
    });
  }
  if (!Number.isSafeInteger(stride) || stride < 0) {
    throw new TokenizerError({
      what: 'Windows cannot overlap by this',
      where: 'stride',
      received: String(stride),
      allowed: 'integers from 0',
    });
  }
}
