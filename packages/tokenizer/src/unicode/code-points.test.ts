import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codePointAt, compareByCodePoint, unitsAt } from './code-points.js';

const text = fc.string({ unit: 'binary' });

describe('compareByCodePoint', () => {
  it('orders as the lists of code points do', () => {
    const codePoints = (value: string) => Array.from(value, (character) => character.codePointAt(0) ?? 0);
    const compareLists = (a: number[], b: number[]) => {
      const at = a.findIndex((codePoint, index) => codePoint !== b[index]);
      return at < 0 ? a.length - b.length : at >= b.length ? 1 : a[at] - b[at];
    };
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(Math.sign(compareByCodePoint(a, b))).toBe(Math.sign(compareLists(codePoints(a), codePoints(b))));
      }),
    );
    expect(compareByCodePoint('\u{1f600}', '\uffff')).toBeGreaterThan(0);
  });
});

describe('codePointAt', () => {
  it('walks through a string as its iterator does', () => {
    fc.assert(
      fc.property(text, (value) => {
        const units = Uint16Array.from(value, (_, index) => value.charCodeAt(index));
        const all = Uint16Array.from({ length: value.length }, (_, index) => value.charCodeAt(index));
        const found: number[] = [];
        for (let at = 0; at < all.length; at += unitsAt(all, at, all.length))
          found.push(codePointAt(all, at, all.length));
        expect(found).toEqual(Array.from(value, (character) => character.codePointAt(0)));
        expect(units.length).toBeLessThanOrEqual(all.length);
      }),
    );
  });

  it('reads lone surrogates, and pairs cut in two, as U+FFFD', () => {
    expect(codePointAt([0xd83d, 0x41], 0, 2)).toBe(0xfffd);
    expect(codePointAt([0xde00], 0, 1)).toBe(0xfffd);
    expect(codePointAt([0xd83d, 0xde00], 0, 1)).toBe(0xfffd);
    expect(unitsAt([0xd83d, 0xde00], 0, 1)).toBe(1);
  });
});
