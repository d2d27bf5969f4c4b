import { describeDataset } from '@cloze/testing';
import { describe, expect, it } from 'vitest';
import { readDataset, readingError } from '../testing/read-dataset.js';
import { temporaryFolder, writeFiles } from '../testing/temporary-folder.js';
import { litbank } from './litbank.js';

const folder = temporaryFolder();
const book = 'the\tB-PER\tB-PER\t\nlord\tI-PER\tI-PER\t\nof\tI-PER\tO\t\nRome\tI-PER\tB-GPE\t\n\nHe\tB-PER\tO\t\n';
writeFiles(folder, {
  ...Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`books/${i}.tsv`, book])),
  'wrong.tsv': 'the\tO\tX\n',
  'ragged.tsv': 'New\tO\nYork\tB-GPE\tB-LOC\n',
  'short.tsv': 'the\tO\tO\nlord\tO\n',
});
const read = (options: object) => readDataset({ use: 'litbank.v1', ...options }, folder);

describeDataset(litbank, [
  { title: 'sentences', directory: folder, options: { files: ['books/0.tsv'] }, count: 2 },
  { title: 'files', directory: folder, options: { files: ['books/*.tsv'], documents: 'file' }, count: 12 },
]);

describe('litbank.v1', () => {
  it('reads a column of spans for each depth, outer ones first', async () => {
    const [record] = await read({ files: ['books/0.tsv'] });
    expect(record).toEqual({
      kind: 'spans',
      text: 'the lord of Rome',
      words: ['the', 'lord', 'of', 'Rome'],
      wordOffsets: [0, 3, 4, 8, 9, 11, 12, 16],
      spans: [
        { start: 0, end: 16, label: 'PER' },
        { start: 0, end: 8, label: 'PER' },
        { start: 12, end: 16, label: 'GPE' },
      ],
      source: { file: `${folder}/books/0.tsv`, line: 1 },
    });
  });

  it('keeps a file together, also when it divides', async () => {
    const [record] = await read({ files: ['books/0.tsv'], documents: 'file' });
    expect(record).toMatchObject({ text: 'the lord of Rome He', spans: { length: 4 } });
    const parts = await Promise.all(
      [0, 1].map((part) => read({ files: ['books/*.tsv'], part: { of: 2, take: [part] } })),
    );
    expect(parts.flat()).toHaveLength(24);
    for (const part of parts) expect(part.length % 2).toBe(0);
  });

  it('names line and column of a wrong tag, and of a short row', async () => {
    const error = (file: string) => readingError({ use: 'litbank.v1', files: [file] }, folder);
    expect(await error('wrong.tsv')).toBe(`A tag is not BIO
  where: wrong.tsv, line 1, column 3
  received: "X"
  allowed: O, or B- or I- and a type
  fix: mend the tag, or read the file with "conll.v1", which is told the column and the scheme`);
    expect(await error('short.tsv')).toBe(`A row has too few columns
  where: short.tsv, line 2, column 3
  received: "lord\\tO"
  allowed: 3 columns or more
  fix: mend the row, or name the columns and the separator that the file has`);
    expect(await error('ragged.tsv')).toBe(`A row has more columns than the first of its sentence
  where: ragged.tsv, line 2, column 3
  received: 3
  allowed: 2
  fix: write as many columns in each row, O where there is no span`);
  });
});
