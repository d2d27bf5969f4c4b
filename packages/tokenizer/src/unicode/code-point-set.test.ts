import { describe, expect, it } from 'vitest';
import { CodePointSet } from './code-point-set.js';

describe('CodePointSet', () => {
  it('reads ranges written as distances and lengths in base 36', () => {
    const set = new CodePointSet('a 5-2 2s');
    const members = Array.from({ length: 200 }, (_, codePoint) => codePoint).filter((codePoint) => set.has(codePoint));
    expect(members).toEqual([10, 15, 16, 17, 117]);
    const ranges: number[][] = [];
    set.forEachRange((first, last) => ranges.push([first, last]));
    expect(ranges).toEqual([
      [10, 10],
      [15, 17],
      [117, 117],
    ]);
  });
});
