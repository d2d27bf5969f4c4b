import { describe, expect, it } from 'vitest';
import { wordPieceTokenizer } from '../testing/word-piece-tokenizer.js';
import { tokenizeText } from './side-tokens.js';

const tokenizer = wordPieceTokenizer(['a', 'b', '##b']);

describe('tokenizeText', () => {
  it('tells where each word starts, and how many tokens there are', () => {
    const { ids, wordStarts } = tokenizeText('a bb a', tokenizer);
    expect([...ids]).toEqual([5, 6, 7, 5]);
    expect([...wordStarts]).toEqual([0, 1, 3, 4]);
    expect([...tokenizeText('', tokenizer).wordStarts]).toEqual([0]);
  });

  it('reads a text of more words than a call takes arguments', () => {
    const words = 200_000;
    const { wordStarts } = tokenizeText('a '.repeat(words), tokenizer);
    expect(wordStarts.length).toBe(words + 1);
    expect(wordStarts[words]).toBe(words);
  });
});
