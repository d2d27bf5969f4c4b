import { describeTokenizer } from '@cloze/testing';
import { describe, expect, it } from 'vitest';
import { thrownMessage } from '../testing/thrown-message.js';
import { trainWordPiece, wordPiece } from './wordpiece.js';

describeTokenizer(wordPiece, [
  { title: 'default options' },
  { title: 'cased, by count', options: { lowercase: false, score: 'count', vocabularySize: 120 } },
  {
    title: 'by ratio, with markers',
    options: { score: 'ratio', specialTokens: ['[E1]', '[E2]'] },
    texts: ['a [E1] b'],
  },
  { title: 'no words of ideographs', options: { handleChineseChars: false, stripAccents: true, maxWordLength: 6 } },
]);

const text = ['low low low lower lower newest newest widest'];

describe('training wordpiece.v1', () => {
  it('starts the vocabulary with the special tokens, then characters by code point', async () => {
    const { vocabulary } = await trainWordPiece(text, { vocabularySize: 20, specialTokens: ['[X]'] });
    const tokens = Array.from({ length: vocabulary.size }, (_, id) => vocabulary.token(id));
    expect(tokens.slice(0, 10)).toEqual([
      ...['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', '[X]'],
      ...['##d', '##e', '##i', '##o'],
    ]);
    expect(vocabulary.size).toBe(20);
  });

  it('gives the same vocabulary whatever the order of the texts', async () => {
    const lines = ['a rose is a rose', 'is it a nose', 'these are those'];
    const [one, other] = [await trainWordPiece(lines), await trainWordPiece([...lines].reverse())];
    expect(other.fingerprint).toBe(one.fingerprint);
  });

  it('leaves characters beyond the alphabet limit, and rare pairs, alone', async () => {
    const { vocabulary } = await trainWordPiece(['aaaa bb c'], { alphabetLimit: 2, minFrequency: 2 });
    expect(Array.from({ length: vocabulary.size - 5 }, (_, i) => vocabulary.token(i + 5))).toEqual([
      '##a',
      '##b',
      'a',
      'b',
      '##aa',
    ]);
  });

  it('says that there is nothing to train on', async () => {
    expect(await thrownMessage(() => trainWordPiece([' \n']))).toBe(
      [
        'There is nothing to train a tokenizer on',
        '  received: texts without a single word',
        '  allowed: texts with words in them',
        '  fix: check the files',
      ].join('\n'),
    );
  });

  it('says how large a vocabulary must be for the characters of the text', async () => {
    expect(await thrownMessage(() => trainWordPiece(['abc'], { vocabularySize: 7 }))).toBe(
      [
        'The vocabulary is too small for the characters of the text',
        '  where: vocabularySize',
        '  received: 7 for 5 special tokens and 3 tokens of one character',
        '  allowed: integers from 8',
        '  fix: use a larger vocabularySize, or a smaller alphabetLimit',
      ].join('\n'),
    );
  });

  it('names a wrong option', async () => {
    expect(await thrownMessage(() => trainWordPiece(text, { score: 'frequency' as 'count' }))).toContain(
      'options.score',
    );
  });
});
