import { describe, expect, it } from 'vitest';
import { joinWords } from './join-words.js';

describe('joinWords', () => {
  it('puts a space between words, and tells where each stands', () => {
    const { text, wordOffsets } = joinWords(['a', '', 'bc']);
    expect(text).toBe('a  bc');
    expect(wordOffsets).toEqual([0, 1, 2, 2, 3, 5]);
    expect(joinWords([])).toEqual({ text: '', words: [], wordOffsets: [] });
  });
});
