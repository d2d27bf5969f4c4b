import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createVocabulary, KeyedRandom } from '@cloze/contracts';
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
    expect(() => readWordVectors(file('empty.txt', ''), all)).toThrow('A file of word vectors is empty');
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
});
