import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ModelError } from '@cloze/contracts';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readVectors } from './read-word-vectors.js';
import { StaticVectors } from './static-vectors.js';

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'cloze-word2vec-'))));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** The bytes word2vec writes: a line feed after each vector. */
function binary(words: readonly string[], width: number, rows: readonly number[][], header?: string): Buffer {
  return Buffer.concat([
    Buffer.from(header ?? `${words.length} ${width}\n`),
    ...words.flatMap((word, i) => [
      Buffer.from(`${word} `),
      Buffer.from(Float32Array.from(rows[i]).buffer),
      Buffer.from('\n'),
    ]),
  ]);
}

const content = ({ words, width, values }: StaticVectors) => ({ words, width, values: [...values] });
const WORDS = ['the', 'Köln', 'cat'];
const ROWS = [
  [1, 2],
  [0.5, -3],
  [7, 8],
];

describe('readVectors', () => {
  it("reads word2vec's text and GloVe's", () => {
    const lines = WORDS.map((word, i) => `${word} ${ROWS[i].join(' ')}\n`).join('');
    const expected = { words: WORDS, width: 2, values: ROWS.flat() };
    expect(content(readVectors(file('glove.txt', lines)))).toEqual(expected);
    expect(content(readVectors(file('word2vec.txt', `3 2\n${lines}`)))).toEqual(expected);
  });

  it("reads word2vec's binary format, with or without line feeds, and keeps what is wanted", () => {
    const path = file('a.bin', binary(WORDS, 2, ROWS));
    expect(content(readVectors(path))).toEqual({ words: WORDS, width: 2, values: ROWS.flat() });
    const some = readVectors(path, { isWanted: (word) => word === 'cat' });
    expect(content(some)).toEqual({ words: ['cat'], width: 2, values: [7, 8] });
    const large = Array.from({ length: 5000 }, (_, i) => `w${i}`);
    const rows = large.map((_, i) => Array.from({ length: 100 }, (_x, k) => i + k));
    const read = readVectors(file('large.bin', binary(large, 100, rows)));
    expect(read.words).toEqual(large);
    expect(read.vector('w4321')?.[7]).toBe(4328);
    expect(read.vector('none')).toBeUndefined();
  });

  it('says what is wrong with a file, and at which word', () => {
    const fix =
      "  fix: use word2vec's binary format for a file that ends in .bin, its text format or GloVe's for others";
    const message = (bytes: Uint8Array | string) => {
      const path = file('bad.bin', bytes);
      try {
        readVectors(path);
      } catch (error) {
        return String(error).replace(path, 'FILE');
      }
      return 'no error';
    };
    const malformed = (where: string, received: string, allowed: string) =>
      `ModelError: A file of word vectors is malformed\n  where: ${where}\n  received: ${received}\n  allowed: ${allowed}\n${fix}`;
    expect(message(binary(WORDS, 2, ROWS, '999999999 300\n'))).toBe(
      malformed('FILE', '"999999999 300"', 'the number of words and the width, and a file as large'),
    );
    expect(message(binary(WORDS, 2, ROWS).subarray(0, 36))).toBe(
      malformed('FILE, word 3 of 3', 'the end of the file', '2 numbers'),
    );
    expect(message(binary(['a'], 2, [[1, NaN]]))).toBe(
      malformed('FILE, word 1 of 1', 'a number that is none', 'finite numbers'),
    );
    expect(message('x')).toBe(malformed('FILE, its first line', 'no end of a word', 'a word, a space, its numbers'));
    expect(() => readVectors(join(folder, 'none.bin'))).toThrow('A file of word vectors cannot be read');
  });

  it('counts the words of a text, and reads no folder', () => {
    const path = file('cut.txt', '3 2\nthe 1 2\n');
    expect(() => readVectors(path, { isWanted: (word) => word === 'cat' })).toThrow(
      'A file of word vectors has not as many words as its first line says\n' +
        `  where: ${path}\n  received: 1 words\n  allowed: 3 words`,
    );
    const inside = join(folder, 'folder.bin');
    mkdirSync(inside);
    if (process.platform === 'win32') return;
    expect(() => readVectors(inside)).toThrow(
      new ModelError({
        what: 'A file of word vectors cannot be read',
        where: inside,
        received: 'EISDIR: illegal operation on a directory, read',
        fix: 'give the path of a file in the binary format of word2vec, from the working directory',
      }),
    );
    expect(() => readVectors(folder)).toThrow(
      `A file of word vectors cannot be read\n  where: ${folder}\n  received: EISDIR`,
    );
  });

  it('reads or refuses any bytes', () => {
    const whole = binary(WORDS, 2, ROWS);
    const edits = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(edits, fc.nat(whole.length), (changes, cut) => {
        const bytes = Buffer.from(whole);
        for (const [at, value] of changes) bytes[at] = value;
        const path = file('fuzzed.bin', cut % 3 === 0 ? bytes.subarray(0, cut) : bytes);
        try {
          expect(readVectors(path).values.length).toBeLessThan(whole.length);
        } catch (error) {
          if (!(error instanceof ModelError)) throw error;
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('StaticVectors', () => {
  it('are as many numbers as words of a width', () => {
    expect(() => new StaticVectors(['a'], 2, new Float32Array(3))).toThrow(
      'Vectors of words do not match the words\n  received: 3 numbers\n  allowed: 1 words of 2',
    );
  });
});
