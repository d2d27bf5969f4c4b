import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KeyedRandom } from '@cloze/contracts';
import { SentenceSplitter } from './sentence-splitter.js';

const split = (text: string, locale = 'en') => [...new SentenceSplitter(locale).split(text)];

/** What Intl.Segmenter gives for each line as a whole. */
function segmented(text: string): string[] {
  const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });
  return text.split('\n').flatMap((line) => [...segmenter.segment(line)].map(({ segment }) => segment.trim()));
}

describe('SentenceSplitter', () => {
  it('splits at sentence ends and lines; white space opens the next sentence', () => {
    expect(split('One cat.  Two dogs! "Three." he said.\n\n = Title = \nLast')).toEqual([
      'One cat.',
      '  Two dogs!',
      ' "Three." he said.',
      ' = Title =',
      'Last',
    ]);
    expect(split(' \n\t\n')).toEqual([]);
  });

  it('follows the language', () => {
    expect(split('Τι κάνεις; Καλά.', 'el')).toEqual(['Τι κάνεις;', ' Καλά.']);
    expect(split('これは本です。それはペンです。', 'ja')).toEqual(['これは本です。', 'それはペンです。']);
  });

  it('keeps every character but white space, for any text', () => {
    const text = fc
      .array(fc.constantFrom('Ab', ' ', '. ', '.', '\n', '!', '。', 'é', '😀', '\t', '? "', 'b'))
      .map((p) => p.join(''));
    fc.assert(
      fc.property(text, (whole) => {
        expect(split(whole).join('').replace(/\s/g, '')).toBe(whole.replace(/\s/g, ''));
        expect(split(whole).map((sentence) => sentence.trim())).toEqual(segmented(whole).filter((part) => part !== ''));
      }),
    );
  });

  it('splits a paragraph of many windows as the segmenter splits it whole', () => {
    const random = new KeyedRandom(1).stream('test');
    const word = () => 'abcdefgh'.slice(0, 1 + random.below(8));
    const sentence = () => `A ${Array.from({ length: 1 + random.below(60) }, word).join(' ')}. `;
    const paragraph = Array.from({ length: 300 }, sentence).join('');
    expect(paragraph.length).toBeGreaterThan(30_000);
    expect(split(paragraph).map((part) => part.trim())).toEqual(segmented(paragraph));
  });

  it('cuts an endless sentence between words, and an endless word between characters', () => {
    const words = split('lorem ipsum '.repeat(5000));
    expect(
      words.every((part) => part.length <= 8192 && /^(?:\s?(?:lorem|ipsum))*$/.test(part.replaceAll(' ', ''))),
    ).toBe(true);
    expect(words.join('').replaceAll(' ', '')).toBe('loremipsum'.repeat(5000));
    const endless = split('😀'.repeat(20_000));
    expect(endless.join('')).toBe('😀'.repeat(20_000));
    expect(endless.some((part) => /\p{Surrogate}/u.test(part))).toBe(false);
  });
});
