import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { createVocabulary, KeyedRandom, ModelError } from '@cloze/contracts';
import { useTinyBackend } from '@cloze/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { embeddingBag } from './embedding-bag.js';
import { readWordVectors } from './word-vectors.js';

const directory = mkdtempSync(join(tmpdir(), 'cloze-vectors-'));
afterAll(() => rmSync(directory, { recursive: true }));

function file(name: string, ...lines: string[]): string {
  const path = join(directory, name);
  writeFileSync(path, lines.join('\n'));
  return path;
}

const all = () => true;
function messageOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof ModelError) return error.message;
    throw error;
  }
  return 'no error';
}
const numbers = (vector?: Float32Array) => vector && [...vector];

describe('readWordVectors', () => {
  it('reads the text formats of word2vec, with sizes first, and of GloVe', () => {
    for (const path of [
      file('word2vec.txt', '2 3', 'cat 1 2 3', 'dog -1 0.5 1e-2 ', ''),
      file('glove.txt', 'cat 1 2 3', 'dog -1 0.5 1e-2'),
    ]) {
      const { size, vectors } = readWordVectors(path, all);
      expect([size, numbers(vectors.get('cat'))]).toEqual([3, [1, 2, 3]]);
      expect(numbers(vectors.get('dog'))).toEqual([-1, 0.5, Math.fround(0.01)]);
    }
  });

  it('keeps the words that are wanted, the first of equal ones, and words with spaces', () => {
    const path = file('some.txt', 'cat 1 2', 'tree 3 4', 'cat 5 6', '. . 7 8');
    const { vectors } = readWordVectors(path, (word) => word !== 'tree');
    expect([...vectors.keys()]).toEqual(['cat', '. .']);
    expect(numbers(vectors.get('cat'))).toEqual([1, 2]);
  });

  it('names file and line of what is no vector', () => {
    const path = file('short.txt', 'cat 1 2 3', 'dog 1 2');
    expect(() => readWordVectors(path, all)).toThrow(
      [
        'A line of a file of word vectors is not a word and its numbers',
        `  where: ${path}:2`,
        '  received: 2 parts after the word',
        '  allowed: 3 numbers, as in the first line',
        '  fix: use the text format of word2vec or GloVe',
      ].join('\n'),
    );
    expect(() => readWordVectors(join(directory, 'none.txt'), all)).toThrow('A file of word vectors cannot be read');
    for (const empty of ['', '0 3\n'])
      expect(() => readWordVectors(file('empty.txt', empty), all)).toThrow('A file of word vectors is empty');
  });

  it.each([
    ['b 1  3', 'two spaces with nothing between them'],
    ['b 1 2  3', 'two spaces with nothing between them'],
    ['b  1 2 3', 'two spaces with nothing between them'],
    ['b 1 \t 3', '"\\t" for a number'],
    ['b 1 2 x', '"x" for a number'],
    ['b 1 2 3e99', '"3e99" for a number'],
  ])('takes no line with a field that is no number: %j', (line, received) => {
    const path = file('field.txt', '2 3', 'a 1 2 3', line);
    expect(messageOf(() => readWordVectors(path, all))).toBe(
      [
        'A line of a file of word vectors is not a word and its numbers',
        `  where: ${path}:3`,
        `  received: ${received}`,
        '  allowed: 3 numbers, as in the first line',
        '  fix: use the text format of word2vec or GloVe',
      ].join('\n'),
    );
  });

  it('finds two spaces in a row at a word that is not wanted, too, and takes one at the end of a line', () => {
    const path = file('spaces.txt', 'a 1 2 3 ', 'b 1  3 ');
    expect(messageOf(() => readWordVectors(path, (word) => word === 'a'))).toContain(`where: ${path}:2`);
    expect(numbers(readWordVectors(file('end.txt', 'a 1 2 3 ', '  4 5 6 '), all).vectors.get(' '))).toEqual([4, 5, 6]);
  });

  it.each([
    ['a file cut off', ['5 2', 'a 1 2', 'b 3 4'], 2, 5],
    ['a file of more words', ['1 2', 'a 1 2', 'b 3 4', ''], 2, 1],
    ['a header alone', ['5 2', ''], 0, 5],
  ])('counts the words that the first line announces: %s', (_, lines, found, announced) => {
    const path = file('count.txt', ...lines);
    expect(messageOf(() => readWordVectors(path, (word) => word === 'a'))).toBe(
      [
        'A file of word vectors has not as many words as its first line says',
        `  where: ${path}`,
        `  received: ${found} words`,
        `  allowed: ${announced} words`,
        '  fix: fetch the file again, as it may be cut off, or write the right number in its first line',
      ].join('\n'),
    );
  });

  it('wants a header to be two numbers', () => {
    for (const header of ['the 300', '5 0']) {
      const path = file('header.txt', header, 'a 1 2');
      expect(messageOf(() => readWordVectors(path, all))).toBe(
        [
          'The first line of a file of word vectors is neither a header nor a vector',
          `  where: ${path}:1`,
          `  received: ${header}`,
          '  allowed: the number of words and the size, as word2vec writes them, or a word and two or more numbers',
          '  fix: use the text format of word2vec or GloVe',
        ].join('\n'),
      );
    }
  });

  it.skipIf(process.platform === 'win32')('reads no folder', () => {
    expect(messageOf(() => readWordVectors(directory, all))).toBe(
      [
        'A file of word vectors cannot be read',
        `  where: ${directory}`,
        '  received: EISDIR: illegal operation on a directory, read',
        '  fix: give the path of a word2vec or GloVe text file, from the working directory',
      ].join('\n'),
    );
  });
});

describe('an encoder that starts from word vectors', () => {
  beforeAll(useTinyBackend);
  const vocabulary = createVocabulary({
    tokens: ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', 'cat', 'dog', '##s'],
    special: { pad: 0, unknown: 1, cls: 2, sep: 3, mask: 4 },
    specialIds: [0, 1, 2, 3, 4],
    continuationPrefix: '##',
  });
  const services = { vocabularySize: 8, random: new KeyedRandom(1), vocabulary };
  const path = file('two.txt', 'dog 1 2', 'cow 3 4');
  const create = (options: Record<string, unknown>) =>
    embeddingBag.create(embeddingBag.options.parse({ embeddingSize: 2, ...options }), services);

  it('has them at the tokens that the file knows, and draws the others', () => {
    const [drawn, read] = [create({}), create({ vectors: path })];
    const rows = [drawn, read].map((encoder) => [...encoder.wordEmbeddings().dataSync()]);
    expect(rows[1].slice(12, 14)).toEqual([1, 2]);
    expect(rows[1].filter((_, i) => i < 12 || i >= 14)).toEqual(rows[0].filter((_, i) => i < 12 || i >= 14));
    drawn.dispose();
    read.dispose();
  });

  it('finds the file from the folder of its config', () => {
    const options = embeddingBag.options.parse({ embeddingSize: 2, vectors: basename(path) });
    const read = embeddingBag.create(options, { ...services, directory: dirname(path) });
    expect([...read.wordEmbeddings().dataSync()].slice(12, 14)).toEqual([1, 2]);
    read.dispose();
  });

  it('says so when they are of another size', () => {
    expect(() => create({ vectors: path, embeddingSize: 3 })).toThrow(
      [
        'Word vectors are of another size than the embeddings',
        `  where: ${path}`,
        '  received: 2 numbers a word',
        '  allowed: 3',
        '  fix: set the encoder\'s "embeddingSize": 2',
      ].join('\n'),
    );
  });

  it('says so when none of them is of a token', () => {
    const others = file('others.txt', 'Dog 1 2', 'cow 3 4');
    expect(() => create({ vectors: others })).toThrow(
      [
        'No word of the vectors is a token',
        `  where: ${others}`,
        '  received: words of which the vocabulary has none',
        '  allowed: vectors of words that the vocabulary has, written alike',
        '  fix: train a tokenizer whose tokens are such words, or use vectors of its tokens; mind case',
      ].join('\n'),
    );
  });
});
