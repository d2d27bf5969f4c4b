import { describe, expect, it } from 'vitest';
import { tinyTokenizer } from '../testing/tiny-tokenizer.js';

const words = ['it', "'", 's', 'do', 'not', 'run', '##ning', '.', '?', '[X]', 'un', '##'];
const tokenizer = tinyTokenizer(words);
const ids = (...tokens: string[]) => tokens.map((token) => tokenizer.vocabulary.id(token) ?? -1);

describe('decode', () => {
  it('glues subwords and punctuation to what is before them', () => {
    expect(tokenizer.decode(ids('[CLS]', 'it', 'run', '##ning', '.', '[SEP]'))).toBe('it running.');
    expect(tokenizer.decode(ids('un', '##'))).toBe('un');
  });

  it('keeps special tokens where asked to', () => {
    const all = ids('[CLS]', 'run', '?', '[MASK]', '[SEP]', '[PAD]');
    expect(tokenizer.decode(all)).toBe('run?');
    expect(tokenizer.decode(all, { skipSpecialTokens: false })).toBe('[CLS] run? [MASK] [SEP] [PAD]');
  });

  it('leaves out ids that the vocabulary lacks, and takes typed arrays', () => {
    expect(tokenizer.decode(Int32Array.of(-1, 5, 999, 10))).toBe('it run');
    expect(tokenizer.decode([])).toBe('');
  });

  it('tidies nothing where the decoder does not say so', () => {
    const plain = tinyTokenizer(words, { decoder: { prefix: '##', cleanup: false } });
    expect(plain.decode(ids('it', 'run', '##ning', '.'))).toBe('it running .');
    const spaced = tinyTokenizer(words, { decoder: { prefix: '', cleanup: false } });
    expect(spaced.decode(ids('run', '##ning', '.'))).toBe('run ##ning .');
  });
});
