import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { AlignedText } from './aligned-text.js';
import { BertNormalizer } from './bert-normalizer.js';
import { forEachWord } from './words.js';

const OFF = { cleanText: false, handleChineseChars: false, stripAccents: false, lowercase: false };
const ranges: Record<string, [first: number, last: number][]> = JSON.parse(
  readFileSync(new URL('../fixtures/characters.json', import.meta.url), 'utf8'),
);

/** All code points for which `test` holds, surrogates left out, as ranges. */
function rangesOf(test: (codePoint: number) => boolean): [number, number][] {
  const found: [number, number][] = [];
  for (let codePoint = 0; codePoint < 0x110000; codePoint += 1) {
    if ((codePoint >= 0xd800 && codePoint <= 0xdfff) || !test(codePoint)) continue;
    const last = found.at(-1);
    if (last?.[1] === codePoint - 1) last[1] = codePoint;
    else found.push([codePoint, codePoint]);
  }
  return found;
}

const around = new AlignedText();

/** Number of words of a<character>b. */
function wordsAround(codePoint: number): number {
  around.clear();
  const character = String.fromCodePoint(codePoint);
  around.push(0x61, 0, 0);
  for (let i = 0; i < character.length; i += 1) around.push(character.charCodeAt(i), 0, 0);
  around.push(0x62, 0, 0);
  let words = 0;
  forEachWord(around, 0, around.length, () => (words += 1));
  return words;
}

describe('every code point is treated as Hugging Face treats it', () => {
  const clean = new BertNormalizer({ ...OFF, cleanText: true });
  const chinese = new BertNormalizer({ ...OFF, handleChineseChars: true });
  const accents = new BertNormalizer({ ...OFF, stripAccents: true });

  it.each<[name: string, test: (codePoint: number) => boolean]>([
    ['removed_by_clean_text', (codePoint) => clean.normalizeCodePoint(codePoint) === ''],
    ['space_after_clean_text', (codePoint) => clean.normalizeCodePoint(codePoint) === ' '],
    ['chinese', (codePoint) => chinese.normalizeCodePoint(codePoint) === ` ${String.fromCodePoint(codePoint)} `],
    ['removed_by_strip_accents', (codePoint) => accents.normalizeCodePoint(codePoint) === ''],
    ['punctuation', (codePoint) => wordsAround(codePoint) === 3],
    ['whitespace_of_pre_tokenizer', (codePoint) => wordsAround(codePoint) === 2],
  ])('%s', (name, test) => {
    expect(rangesOf(test)).toEqual(ranges[name]);
  });
});

describe('BertNormalizer', () => {
  const uncased = new BertNormalizer({
    cleanText: true,
    handleChineseChars: true,
    stripAccents: null,
    lowercase: true,
  });

  it('aligns every code unit to the characters it comes from', () => {
    const text = 'Ée\u0301\0\u{1f600}각中';
    const out = new AlignedText();
    const units = Uint16Array.from({ length: text.length }, (_, index) => text.charCodeAt(index));
    uncased.normalize(units, 0, units.length, out);
    expect(out.slice(0, out.length)).toBe('ee\u{1f600}\u1100\u1161\u11a8 中 ');
    expect(Array.from(out.starts.subarray(0, out.length))).toEqual([0, 1, 4, 4, 6, 6, 6, 7, 7, 7]);
    expect(Array.from(out.ends.subarray(0, out.length))).toEqual([1, 2, 6, 6, 7, 7, 7, 8, 8, 8]);
  });

  it('lower-cases each character alone', () => {
    expect(uncased.normalizeString('ΣΑΣ İ ß')).toBe('σασ i ß');
    expect(new BertNormalizer({ ...OFF, lowercase: true }).normalizeString('İ')).toBe('i\u0307');
  });

  it('strips accents where lower-casing is on, unless told otherwise', () => {
    expect(new BertNormalizer({ ...OFF, lowercase: true, stripAccents: null }).normalizeString('É')).toBe('e');
    expect(new BertNormalizer({ ...OFF, lowercase: true, stripAccents: false }).normalizeString('É')).toBe('é');
    expect(new BertNormalizer({ ...OFF, lowercase: false, stripAccents: null }).normalizeString('É')).toBe('É');
    expect(new BertNormalizer({ ...OFF, lowercase: false, stripAccents: true }).normalizeString('É')).toBe('E');
  });

  it('reads lone surrogates as U+FFFD, which cleaning removes', () => {
    const units = [0x61, 0xd800, 0x62];
    const out = new AlignedText();
    uncased.normalize(units, 0, 3, out);
    expect(out.slice(0, out.length)).toBe('ab');
    expect(Array.from(out.starts.subarray(0, 2))).toEqual([0, 2]);
  });
});
