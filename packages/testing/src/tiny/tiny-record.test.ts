import { describe, expect, it } from 'vitest';
import { encodeTinyRecord } from './tiny-record.js';
import { tinyVocabulary } from './tiny-vocabulary.js';

const source = { file: 'tiny' };
const tokensOf = (ids: Int32Array) => Array.from(ids, (id) => tinyVocabulary().token(id)).join(' ');

describe('encodeTinyRecord', () => {
  it('cuts words into the longest tokens, with offsets into the text', () => {
    const { view, offsets, sides, wordTokens, ownWords } = encodeTinyRecord({
      kind: 'classification',
      text: 'the  Cats zap',
      source,
    });
    expect(tokensOf(view.inputIds)).toBe('[CLS] the cat ##s [UNK] [SEP]');
    expect([...offsets]).toEqual([0, 0, 0, 3, 5, 8, 8, 9, 10, 13, 0, 0]);
    expect([...sides]).toEqual([-1, 0, 0, 0, 0, -1]);
    expect([...wordTokens]).toEqual([1, 2, 4, 5]);
    expect(ownWords).toEqual({ from: 0, to: 3 });
    expect([...view.special]).toEqual([1, 0, 0, 0, 0, 1]);
  });

  it('puts the question before the text, and words where the record has them', () => {
    const question = encodeTinyRecord({ kind: 'question', question: 'on a mat', text: 'a dog', source });
    expect(tokensOf(question.view.inputIds)).toBe('[CLS] on a mat [SEP] a dog [SEP]');
    expect([...question.view.segmentIds]).toEqual([0, 0, 0, 0, 0, 1, 1, 1]);
    expect([...question.wordTokens]).toEqual([5, 6, 7]);
    const tagging = encodeTinyRecord({
      kind: 'tagging',
      text: 'dogsat',
      words: ['dog', 'sat'],
      wordOffsets: [0, 3, 3, 6],
      source,
    });
    expect(tokensOf(tagging.view.inputIds)).toBe('[CLS] dog sat [SEP]');
  });
});
