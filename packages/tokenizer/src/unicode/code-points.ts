/** What a lone surrogate is read as. */
export const REPLACEMENT_CHARACTER = 0xfffd;

/** True for the first half of a surrogate pair. */
export function isHighSurrogate(unit: number): boolean {
  return (unit & 0xfc00) === 0xd800;
}

/** True for the second half of a surrogate pair. */
export function isLowSurrogate(unit: number): boolean {
  return (unit & 0xfc00) === 0xdc00;
}

/** The code point that starts at `index` of `units`, of which those before `end` count. A lone surrogate is U+FFFD. */
export function codePointAt(units: ArrayLike<number>, index: number, end: number): number {
  const unit = units[index];
  if ((unit & 0xf800) !== 0xd800) return unit;
  if (!isHighSurrogate(unit) || index + 1 >= end || !isLowSurrogate(units[index + 1])) return REPLACEMENT_CHARACTER;
  return ((unit - 0xd800) << 10) + (units[index + 1] - 0xdc00) + 0x10000;
}

/** UTF-16 code units that the code point at `index` takes: 2 for a surrogate pair, else 1. */
export function unitsAt(units: ArrayLike<number>, index: number, end: number): 1 | 2 {
  return isHighSurrogate(units[index]) && index + 1 < end && isLowSurrogate(units[index + 1]) ? 2 : 1;
}

/**
 * Orders strings by code point, as Python and Rust do; JavaScript's `<` orders by UTF-16 code unit, which puts U+10000 and up before
 * U+E000.
 * @returns negative, zero or positive
 */
export function compareByCodePoint(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i += 1) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return orderOf(x) - orderOf(y);
  }
  return a.length - b.length;
}

/** Moves surrogates above all other code units, where the code points that they stand for are. */
function orderOf(unit: number): number {
  return (unit & 0xf800) === 0xd800 ? unit + 0x10000 : unit;
}
