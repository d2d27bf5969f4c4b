import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineSplitter } from './line-splitter.js';

const split = (chunks: string[], limit = 1000) => {
  const splitter = new LineSplitter(limit);
  return [...chunks.flatMap((chunk) => splitter.push(chunk)), ...splitter.end()];
};

describe('LineSplitter', () => {
  it('splits at every kind of line break and numbers lines from 1', () => {
    expect(split(['one\ntwo\r\n\rfour'])).toEqual([
      { text: 'one', number: 1, ends: true },
      { text: 'two', number: 2, ends: true },
      { text: '', number: 3, ends: true },
      { text: 'four', number: 4, ends: true },
    ]);
  });

  it('gives the same lines wherever chunks end', () => {
    const text = fc.array(fc.constantFrom('a', 'b ', '\n', '\r', '\r\n', 'ü')).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, fc.array(fc.nat(6)), (whole, sizes) => {
        const chunks: string[] = [];
        let at = 0;
        for (const size of sizes) chunks.push(whole.slice(at, (at += size)));
        chunks.push(whole.slice(at));
        const lines = whole.split(/\r\n|\n|\r/);
        if (lines.at(-1) === '') lines.pop();
        expect(split(chunks).map((line) => line.text)).toEqual(lines);
      }),
    );
  });

  it('cuts a long line after white space where there is some, and never within a character', () => {
    expect(split(['aaaa bbbb cccc\n'], 6).map(({ text, ends }) => [text, ends])).toEqual([
      ['aaaa ', false],
      ['bbbb ', false],
      ['cccc', true],
    ]);
    const pieces = split(['😀'.repeat(9)], 5);
    expect(pieces.some(({ text }) => /\p{Surrogate}/u.test(text))).toBe(false);
    expect(pieces.map(({ text }) => text).join('')).toBe('😀'.repeat(9));
    expect(new Set(pieces.map(({ number }) => number))).toEqual(new Set([1]));
  });
});
