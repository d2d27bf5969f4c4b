import { codePointAt, isLowSurrogate } from '../unicode/code-points.js';
import type { AddedToken } from './added-token.js';

interface Pattern {
  readonly token: AddedToken;
  readonly units: Uint16Array;
}

const WORD_CHARACTER = /[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]/u;
const WHITE_SPACE = /\p{White_Space}/u;

/**
 * Finds added tokens in one text from left to right: the leftmost, of those the longest, and none inside another. Ask at ascending
 * positions with {@link matchAt}; after a hit, `token`, `start` and `end` tell of it.
 */
export class AddedTokenSearch {
  token: AddedToken | undefined;
  start = 0;
  end = 0;
  private readonly patterns = new Map<number, Pattern[]>();
  private readonly limits = { from: 0, to: 0 };
  /** No match starts before here: an earlier one reached so far. */
  private skipTo = 0;

  /** @param textOf what to look for, for each token */
  constructor(tokens: readonly AddedToken[], textOf: (token: AddedToken) => string) {
    for (const token of tokens) {
      const text = textOf(token);
      if (text === '') continue;
      const units = Uint16Array.from(text, (_, index) => text.charCodeAt(index));
      const first = this.patterns.get(units[0]);
      if (first === undefined) this.patterns.set(units[0], [{ token, units }]);
      else first.push({ token, units });
    }
    for (const patterns of this.patterns.values()) patterns.sort((a, b) => b.units.length - a.units.length);
  }

  get isEmpty(): boolean {
    return this.patterns.size === 0;
  }

  /** The code units that a match can start with. */
  firstUnits(): Iterable<number> {
    return this.patterns.keys();
  }

  /** Begins a search through the units [from, to). */
  restart(from: number, to: number): void {
    this.limits.from = this.start = this.end = this.skipTo = from;
    this.limits.to = to;
  }

  /** Whether a token starts at `at`, or, with white space taken along, right before. */
  matchAt(units: Uint16Array, at: number): boolean {
    if (at < this.skipTo) return false;
    const { from, to } = this.limits;
    const pattern = this.patterns.get(units[at])?.find((candidate) => standsAt(candidate.units, units, at, to));
    if (pattern === undefined) return false;
    const { token } = pattern;
    let end = at + pattern.units.length;
    this.skipTo = end;
    if (token.singleWord && (endsWord(units, from, at) || startsWord(units, end, to))) return false;
    let start = at;
    if (token.stripLeft) while (start > this.end && isWhiteSpace(units[start - 1])) start -= 1;
    if (token.stripRight) while (end < to && isWhiteSpace(units[end])) end += 1;
    this.token = token;
    this.start = start;
    this.end = this.skipTo = end;
    return true;
  }
}

function standsAt(pattern: Uint16Array, units: Uint16Array, at: number, to: number): boolean {
  if (at + pattern.length > to) return false;
  for (let i = 1; i < pattern.length; i += 1) if (units[at + i] !== pattern[i]) return false;
  return true;
}

function endsWord(units: Uint16Array, from: number, to: number): boolean {
  if (to === from) return false;
  const last = to - 1 > from && isLowSurrogate(units[to - 1]) ? to - 2 : to - 1;
  return isWordCharacter(codePointAt(units, last, to));
}

function startsWord(units: Uint16Array, from: number, to: number): boolean {
  return from < to && isWordCharacter(codePointAt(units, from, to));
}

function isWordCharacter(codePoint: number): boolean {
  return WORD_CHARACTER.test(String.fromCodePoint(codePoint));
}

function isWhiteSpace(unit: number): boolean {
  return WHITE_SPACE.test(String.fromCharCode(unit));
}
