import { describe, expect, it } from 'vitest';
import { locateWords } from './locate-words.js';

describe('locateWords', () => {
  it('finds words one after the other, with or without white space between them or in them', () => {
    expect(locateWords("I  don't.", ['I', 'do', "n't", '.'])).toEqual([0, 1, 3, 5, 5, 8, 8, 9]);
    expect(locateWords('1 000 km', ['1 000', 'km'])).toEqual([0, 5, 6, 8]);
    expect(locateWords('', [])).toEqual([]);
  });

  it('skips nothing but white space', () => {
    expect(locateWords('a, b', ['a', 'b'])).toBeUndefined();
    expect(locateWords('a', ['a', 'b'])).toBeUndefined();
  });
});
