import type { EncodeOptions } from '@cloze/contracts';
import { TokenizerError } from '@cloze/contracts';

/**
 * How many tokens of each side are kept so that together they fit, as Hugging Face counts. Longest first: only the longer side is cut
 * while that is enough; if both must be, each gets half the room, and an odd token goes to the second side unless the first is longer.
 * (The original BERT code, which drops one token at a time, gives the odd token to the first side.)
 * @param room tokens for both sides, special tokens already taken off
 * @throws TokenizerError if the one side that may be cut is too short
 */
export function keptLengths(
  first: number,
  second: number,
  room: number,
  truncation: NonNullable<EncodeOptions['truncation']>,
): [first: number, second: number] {
  const excess = first + second - room;
  if (excess <= 0) return [first, second];
  if (truncation === 'only-first' && first > excess) return [first - excess, second];
  if (truncation === 'only-second' && second > excess) return [first, second - excess];
  if (truncation !== 'longest-first') throw tooShort(truncation, first, second, room);
  const shorter = Math.min(first, second);
  const half = Math.floor(room / 2);
  if (shorter <= half) return first > second ? [room - shorter, shorter] : [shorter, room - shorter];
  return first > second ? [room - half, half] : [half, room - half];
}

function tooShort(truncation: string, first: number, second: number, room: number): TokenizerError {
  const [cut, other] = truncation === 'only-first' ? ['first', 'second'] : ['second', 'first'];
  return new TokenizerError({
    what: `The text cannot be shortened to maxLength by cutting the ${cut} side alone`,
    where: `truncation: '${truncation}'`,
    received: `${first} + ${second} tokens for ${room} places`,
    allowed: `a ${other} side of fewer than ${room} tokens`,
    fix: `use truncation 'longest-first', or a larger maxLength`,
  });
}
