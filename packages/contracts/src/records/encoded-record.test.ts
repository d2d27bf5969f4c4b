import { describe, expect, it } from 'vitest';
import { createLabelSet, ownsWords } from './encoded-record.js';

describe('ownsWords', () => {
  it('goes by the middle word of a stretch, the left one of two', () => {
    const window = { ownWords: { from: 2, to: 5 } };
    const owned = (from: number, to: number) => ownsWords(window, from, to);
    expect([owned(1, 2), owned(2, 3), owned(4, 5), owned(5, 6)]).toEqual([false, true, true, false]);
    expect([owned(1, 3), owned(1, 4), owned(4, 6), owned(4, 8)]).toEqual([false, true, true, false]);
  });
});

describe('createLabelSet', () => {
  it('numbers names in their order', () => {
    const labels = createLabelSet(['b', 'a']);
    expect([labels.id('a'), labels.id('b'), labels.id('c')]).toEqual([1, 0, undefined]);
  });
});
