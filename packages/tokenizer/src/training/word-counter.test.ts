import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BertNormalizer } from '../text/bert-normalizer.js';
import { UNCASED } from '../text/normalization.js';
import { WordCounter } from './word-counter.js';

function counted(texts: readonly string[], normalization = UNCASED) {
  const counter = new WordCounter(new BertNormalizer(normalization));
  for (const text of texts) counter.add(text);
  return Object.fromEntries(counter.words());
}

describe('WordCounter', () => {
  it('counts words in normal form, punctuation and ideographs as words of their own', () => {
    expect(counted(['The café, the CAFE.', 'the\u0000 中国'])).toEqual({
      the: 3,
      cafe: 2,
      ',': 1,
      '.': 1,
      中: 1,
      国: 1,
    });
  });

  it('keeps case and accents where the normalisation does', () => {
    expect(counted(['The Café the'], { ...UNCASED, lowercase: false })).toEqual({ The: 1, Café: 1, the: 1 });
  });

  it('does not depend on how the text comes', () => {
    const words = fc.array(fc.string({ unit: 'grapheme', maxLength: 6 }), { maxLength: 40 });
    fc.assert(
      fc.property(words, fc.nat(40), (parts, cut) => {
        const whole = counted([parts.join(' ')]);
        expect(counted([parts.slice(0, cut).join(' '), parts.slice(cut).join(' ')])).toEqual(whole);
      }),
    );
  });
});
