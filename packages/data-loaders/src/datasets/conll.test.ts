import { describeDataset } from '@cloze/testing';
import { describe, expect, it } from 'vitest';
import { readDataset, readingError } from '../testing/read-dataset.js';
import { temporaryFolder, writeFiles } from '../testing/temporary-folder.js';
import { conll } from './conll.js';

const folder = temporaryFolder();
writeFiles(folder, {
  'train.txt': '-DOCSTART- -X- O\n\nEU NNP B-ORG\nrejects VBZ O\n\t\n\nGerman JJ B-MISC\r\ncalls NNS I-MISC',
  'iob1.txt': 'A I-X\nb I-X\nC B-X\nD I-Y\ne O\nF I-Y\n',
  'bioes.txt': 'A S-X\nb B-Y\nC I-Y\nD E-Y\ne O\n',
  'open.txt': 'A S-PER\nb E-PER\n',
  'typeless.txt': 'A S\nb B\nC E\nd O\n',
  'spaces.txt': 'two words\tO\n',
  'typo.txt': 'A B-X\nb I_X\n',
  'short.txt': 'A O\n\nb\n',
  'long.txt': 'A O\nb x O\n',
  'words.txt': '-DOCSTART- -X- O\n\nA\nb\n',
  'empty.txt': 'A\t\t\nb\tx\tO\n',
});
const read = (options: object) => readDataset({ use: 'conll.v1', ...options }, folder);
const error = (options: object) => readingError({ use: 'conll.v1', ...options }, folder);

describeDataset(conll, [
  { title: 'three columns', directory: folder, options: { files: ['train.txt'] }, count: 2 },
  {
    title: 'declared labels',
    directory: folder,
    options: { files: ['train.txt'], labels: ['O', 'B-ORG', 'B-MISC', 'I-MISC'] },
    count: 2,
  },
]);

describe('conll.v1', () => {
  it('reads words and tags, the last column by default, with the line a sentence begins at', async () => {
    expect(await read({ files: ['train.txt'] })).toEqual([
      {
        kind: 'tagging',
        text: 'EU rejects',
        words: ['EU', 'rejects'],
        wordOffsets: [0, 2, 3, 10],
        tags: ['B-ORG', 'O'],
        source: { file: `${folder}/train.txt`, line: 3, wordLines: [3, 4] },
      },
      {
        kind: 'tagging',
        text: 'German calls',
        words: ['German', 'calls'],
        wordOffsets: [0, 6, 7, 12],
        tags: ['B-MISC', 'I-MISC'],
        source: { file: `${folder}/train.txt`, line: 7, wordLines: [7, 8] },
      },
    ]);
  });

  it('reads other columns and separators', async () => {
    const [record] = await read({ files: ['train.txt'], tagColumn: 1 });
    expect(record).toMatchObject({ tags: ['NNP', 'VBZ'] });
    expect(await read({ files: ['spaces.txt'], separator: 'tab' })).toMatchObject([
      { words: ['two words'], tags: ['O'] },
    ]);
  });

  it('keeps the scheme that it is told', async () => {
    const [iob1] = await read({ files: ['iob1.txt'], scheme: 'iob1' });
    expect(iob1).toMatchObject({ tags: ['I-X', 'I-X', 'B-X', 'I-Y', 'O', 'I-Y'] });
    const [bioes] = await read({ files: ['bioes.txt'], scheme: 'bioes' });
    expect(bioes).toMatchObject({ tags: ['S-X', 'B-Y', 'I-Y', 'E-Y', 'O'] });
  });

  it('turns IOB1 and BIOES into BIO where that is asked for', async () => {
    const [iob1] = await read({ files: ['iob1.txt'], scheme: 'iob1', as: 'bio' });
    expect(iob1).toMatchObject({ tags: ['B-X', 'I-X', 'B-X', 'B-Y', 'O', 'B-Y'] });
    const [bioes] = await read({ files: ['bioes.txt'], scheme: 'bioes', as: 'bio' });
    expect(bioes).toMatchObject({ tags: ['B-X', 'B-Y', 'I-Y', 'I-Y', 'O'] });
    const [bio] = await read({ files: ['iob1.txt'], scheme: 'bio', as: 'bio' });
    expect(bio).toMatchObject({ tags: ['I-X', 'I-X', 'B-X', 'I-Y', 'O', 'I-Y'] });
    expect(await error({ files: ['bioes.txt'], as: 'bio' }))
      .toBe(`Tags are to be turned into BIO, and it is not said how they are written
  where: as
  received: "bio"
  allowed: "bio" beside "scheme"
  fix: name the "scheme" of the files, or leave "as" out`);
  });

  it('turns no tags into BIO that their scheme forbids', async () => {
    expect(await error({ files: ['open.txt'], scheme: 'bioes', as: 'bio' }))
      .toBe(`A tag may not stand where it does in the scheme bioes
  where: open.txt, line 2, column 2
  received: E-PER after S-PER and before nothing
  fix: mend the row, name the scheme that the file has, or leave "as" out and have "crf-tagging.v1" repair the tags`);
    expect(await error({ files: ['open.txt'], scheme: 'bioes' })).toBe('no error');
  });

  it('takes tags without a type', async () => {
    const [record] = await read({ files: ['typeless.txt'], scheme: 'bioes', as: 'bio' });
    expect(record).toMatchObject({ tags: ['B', 'B', 'I', 'O'] });
  });

  it('names file, line and column of what it cannot read', async () => {
    expect(await error({ files: ['typo.txt'], scheme: 'bio' })).toBe(`A tag is not of the scheme bio
  where: typo.txt, line 2, column 2
  received: "I_X"
  allowed: O, or B-, I- and a type
  fix: mend the row, name the scheme that the file has, or leave "scheme" out for tags that are no entities`);
    expect(await error({ files: ['words.txt'], tagColumn: 1 })).toBe(`A row has too few columns
  where: words.txt, line 3, column 2
  received: "A"
  allowed: 2 columns or more
  fix: mend the row, or name the columns and the separator that the file has`);
    expect(await error({ files: ['words.txt'], tagColumn: -2 })).toBe(`A row has too few columns
  where: words.txt, line 3, column 1
  received: "A"
  allowed: 2 columns or more
  fix: mend the row, or name the columns and the separator that the file has`);
    expect(await error({ files: ['empty.txt'], separator: 'tab' })).toBe(`A column of a row is empty
  where: empty.txt, line 1, column 3
  received: "A\\t\\t"
  allowed: a column that is not empty
  fix: mend the row, or name the columns and the separator that the file has`);
    expect(await error({ files: ['train.txt'], labels: ['O', 'B-ORG', 'B-MISC'] }))
      .toBe(`A label is not among those declared
  where: train.txt, line 8
  received: "I-MISC"
  allowed: O, B-ORG, B-MISC
  fix: did you mean "B-MISC"?`);
  });

  it('names the row that has another number of columns than the first of the file', async () => {
    const ragged = (where: string, received: number) => `A row has another number of columns than the first
  where: ${where}
  received: ${received}
  allowed: 2
  fix: mend the row, or name the separator that the file has`;
    expect(await error({ files: ['short.txt'] })).toBe(ragged('short.txt, line 3, column 2', 1));
    expect(await error({ files: ['long.txt'] })).toBe(ragged('long.txt, line 2, column 3', 3));
    expect(await error({ files: ['train.txt', 'spaces.txt'], tagColumn: 1 })).toBe('no error');
  });

  it('takes no column for word and tag at once', async () => {
    const same = (where: string, received: string) => `Word and tag are of the same column
  where: ${where}
  received: ${received}
  allowed: two columns
  fix: name the column of the word, that of the tag, and the separator that the file has`;
    expect(await error({ files: ['words.txt'] })).toBe(
      same('words.txt, line 3, column 1', '"wordColumn": 0 and "tagColumn": -1 of 1 column'),
    );
    expect(await error({ files: ['train.txt'], wordColumn: -2, tagColumn: 1 })).toBe(
      same('train.txt, line 3, column 2', '"wordColumn": -2 and "tagColumn": 1 of 3 columns'),
    );
    expect(await error({ files: ['train.txt'], wordColumn: -4, tagColumn: -4 })).toBe(
      same('train.txt, line 3, column 1', '"wordColumn": -4 and "tagColumn": -4 of 3 columns'),
    );
  });
});
