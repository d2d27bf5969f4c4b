import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonErrorPosition } from './json-error-position.js';

describe('jsonErrorPosition', () => {
  it.each([
    ['{"a": 1,}', 8],
    ['[1,]', 3],
    ['{"a" 1}', 5],
    ['{a: 1}', 1],
    ["{'a': 1}", 1],
    ['[1 2]', 3],
    ['{"a": 01}', 6],
    ['// no\n{}', 0],
    ['{} {}', 3],
    ['[}', 1],
    ['[tru]', 1],
    ['{"a": [', 7],
    ['', 0],
  ])('of %j is %i', (text, position) => {
    expect(jsonErrorPosition(text)).toBe(position);
  });

  it('is the end of every valid text, and lies in every text that was cut or spoilt', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(), (value, seed) => {
        const text = JSON.stringify(value, undefined, seed % 3);
        expect(jsonErrorPosition(text)).toBe(text.length);
        const cut = seed % (text.length + 1);
        const spoilt = `${text.slice(0, cut)}\u0001${text.slice(cut)}`;
        expect(jsonErrorPosition(spoilt)).toBeLessThanOrEqual(cut);
      }),
    );
  });
});
