import { describeDataset } from '@cloze/testing';
import { describe, expect, it } from 'vitest';
import { readDataset, readingError } from '../testing/read-dataset.js';
import { temporaryFolder, writeFiles } from '../testing/temporary-folder.js';
import { gap } from './gap.js';

const folder = temporaryFolder();
const header = 'ID\tText\tPronoun\tPronoun-offset\tA\tA-offset\tA-coref\tB\tB-offset\tB-coref\tURL';
const text = '\ud83d\udc1f Ann met Eve when she left.';
const row = (...cells: (string | number)[]) => [...cells, 'http://example.org'].join('\t');
const write = (name: string, ...rows: string[]) => writeFiles(folder, { [name]: [header, ...rows].join('\n') });
write(
  'gap.tsv',
  row('x-1', text, 'she', 19, 'Ann', 2, 'TRUE', 'Eve', 10, 'FALSE'),
  row('x-2', text, 'she', 19, 'Ann', 2, 'False', 'Eve', 10, 'False'),
);
write('elsewhere.tsv', row('x-1', text, 'she', 18, 'Ann', 2, 'TRUE', 'Eve', 10, 'FALSE'));
write('offset.tsv', row('x-1', text, 'she', 19, 'Ann', 99, 'TRUE', 'Eve', 10, 'FALSE'));
write('coref.tsv', row('x-1', text, 'she', 19, 'Ann', 2, 'TRUE', 'Eve', 10, 'maybe'));
write('twice.tsv', row('x-1', text, 'she', 19, 'Ann', 2, 'TRUE', 'Ann', 2, 'FALSE'));
writeFiles(folder, { 'other.tsv': 'ID\tSentence\n' });
const [she, ann, eve] = [
  { start: 20, end: 23 },
  { start: 3, end: 6 },
  { start: 11, end: 14 },
];

describeDataset(gap, [
  { title: 'coreference', directory: folder, options: { files: ['gap.tsv'] }, count: 2 },
  { title: 'relations', directory: folder, options: { files: ['gap.tsv'], record: 'relations' }, count: 2 },
]);

describe('gap.v1', () => {
  it('gives clusters of the pronoun and the names it stands for, offsets in UTF-16 code units', async () => {
    const file = `${folder}/gap.tsv`;
    expect(await readDataset({ use: 'gap.v1', files: ['gap.tsv'] }, folder)).toEqual([
      { kind: 'coreference', id: 'x-1', text, clusters: [[she, ann], [eve]], source: { file, line: 2 } },
      { kind: 'coreference', id: 'x-2', text, clusters: [[she], [ann], [eve]], source: { file, line: 3 } },
    ]);
  });

  it('gives relations from the pronoun to the names it stands for', async () => {
    const spans = [
      { ...she, label: 'pronoun' },
      { ...ann, label: 'name' },
      { ...eve, label: 'name' },
    ];
    expect(await readDataset({ use: 'gap.v1', files: ['gap.tsv'], record: 'relations' }, folder)).toMatchObject([
      { kind: 'relations', spans, relations: [{ head: 0, tail: 1, label: 'same' }] },
      { kind: 'relations', spans, relations: [] },
    ]);
  });

  it('names line and column of what is wrong', async () => {
    const error = (file: string) => readingError({ use: 'gap.v1', files: [file] }, folder);
    expect(await error('elsewhere.tsv')).toBe(`The column "Pronoun" is wrong
  where: elsewhere.tsv, line 2, column 3
  received: "she"
  allowed: what stands at offset 18 of the text: " sh"
  fix: mend the row; offsets count code points, from 0`);
    expect(await error('offset.tsv')).toBe(`The column "A-offset" is wrong
  where: offset.tsv, line 2, column 6
  received: "99"
  allowed: a number from 0 to 28
  fix: mend the row; offsets count code points, from 0`);
    expect(await error('coref.tsv')).toBe(`The column "B-coref" is wrong
  where: coref.tsv, line 2, column 10
  received: "maybe"
  allowed: TRUE or FALSE
  fix: mend the row; offsets count code points, from 0`);
    expect(await error('twice.tsv')).toBe(`A mention is in two clusters
  where: twice.tsv, line 2
  received: 3 to 6 in clusters 0 and 1, counted from 0
  allowed: each mention once
  fix: leave it out of one of the two, or make them one cluster`);
    expect(await error('other.tsv')).toBe(`A file is not one of GAP
  where: other.tsv, line 1, column 2
  received: "Sentence"
  allowed: a first row with ID, Text, Pronoun, Pronoun-offset, A, A-offset, A-coref, B, B-offset, B-coref
  fix: name files as GAP was published, or read others with "csv.v1" or "jsonl.v1"`);
  });
});
