import { describe, expect, it } from 'vitest';
import { wordPieceTokenizer } from '../testing/word-piece-tokenizer.js';
import { findWords } from './find-words.js';

describe('findWords', () => {
  it('gives the words that the tokenizer splits at, as they stand in the text', () => {
    const tokenizer = wordPieceTokenizer(['cat', '##s', ',']);
    expect(findWords(' CATS, \u0007caf\u00e9!', tokenizer)).toEqual({
      words: ['CATS', ',', 'caf\u00e9', '!'],
      wordOffsets: [1, 5, 5, 6, 8, 12, 12, 13],
    });
    expect(findWords('', tokenizer)).toEqual({ words: [], wordOffsets: [] });
  });
});
