import { describeDataset } from '@cloze/testing';
import { describe, expect, it } from 'vitest';
import { readDataset, readingError } from '../testing/read-dataset.js';
import { temporaryFolder, writeFiles } from '../testing/temporary-folder.js';
import { conll04 } from './conll04.js';

const folder = temporaryFolder();
const rows = (...lines: string[]) => `#doc 1\n${lines.map((line) => line.replaceAll(' ', '\t')).join('\n')}\n`;
const smith = ["0 Ann B-Peop ['N'] [0]", "1 Smith I-Peop ['Live_In','Work_For'] [3,5]", "2 left O ['N'] [2]"];
writeFiles(folder, {
  'train.txt':
    rows(...smith, "3 Rome B-Loc ['N'] [3]", "4 and O ['N'] [4]", "5 Fiat B-Org ['N'] [5]") + rows("0 Yes O ['N'] [0]"),
  'counts.txt': rows("0 Ann B-Peop ['Live_In'] [1,2]"),
  'tail.txt': rows("0 Ann B-Peop ['Live_In'] [1]", "1 left O ['N'] [1]"),
  'untyped.txt': rows("0 Ann B- ['N'] [0]"),
  'head.txt': rows("0 left O ['Live_In'] [1]", "1 Ann B-Peop ['N'] [1]"),
});

describeDataset(conll04, [
  { title: 'relations', directory: folder, options: { files: ['train.txt'] }, count: 2 },
  { title: 'spans alone', directory: folder, options: { files: ['train.txt'], record: 'spans' }, count: 2 },
]);

describe('conll04.v1', () => {
  it('reads relations between the last words of entities', async () => {
    const [record, other] = await readDataset({ use: 'conll04.v1', files: ['train.txt'] }, folder);
    expect(record).toMatchObject({
      kind: 'relations',
      text: 'Ann Smith left Rome and Fiat',
      spans: [
        { start: 0, end: 9, label: 'Peop' },
        { start: 15, end: 19, label: 'Loc' },
        { start: 24, end: 28, label: 'Org' },
      ],
      relations: [
        { head: 0, tail: 1, label: 'Live_In' },
        { head: 0, tail: 2, label: 'Work_For' },
      ],
      source: { line: 2 },
    });
    expect(other).toMatchObject({ text: 'Yes', spans: [], relations: [], source: { line: 9 } });
  });

  it('names line and column of relations that go nowhere', async () => {
    const error = (file: string) => readingError({ use: 'conll04.v1', files: [file] }, folder);
    expect(await error('counts.txt')).toBe(`There is not one word for each relation
  where: counts.txt, line 2, column 5
  received: 1 relations and 2 words
  fix: give each relation of the row the number of a word, in their order`);
    expect(await error('tail.txt')).toBe(`A relation is not between the last words of two entities
  where: tail.txt, line 2, column 5
  received: Live_In between word 0 and word 1
  allowed: words 0
  fix: name relations in the row of the last word of an entity, with the number of the last word of the other`);
    expect(await error('head.txt')).toBe(`A relation is not between the last words of two entities
  where: head.txt, line 2, column 4
  received: Live_In between word 0 and word 1
  allowed: words 1
  fix: name relations in the row of the last word of an entity, with the number of the last word of the other`);
  });

  it('names line and column of a tag without a type', async () => {
    expect(await readingError({ use: 'conll04.v1', files: ['untyped.txt'] }, folder)).toBe(`A tag is not BIO
  where: untyped.txt, line 2, column 3
  received: "B-"
  allowed: O, or B- or I- and a type
  fix: mend the tag, or read the file with "conll.v1", which is told the column and the scheme`);
  });

  it('takes the labels of spans declared beside those of relations', async () => {
    const options = { use: 'conll04.v1', files: ['train.txt'], labels: ['Live_In', 'Work_For'] };
    expect(await readingError({ ...options, spanLabels: ['Peop', 'Loc', 'Org'] }, folder)).toBe('no error');
    expect(await readingError({ ...options, spanLabels: ['Peop', 'Loc'] }, folder))
      .toBe(`A label is not among those declared
  where: train.txt, line 2
  received: "Org"
  allowed: Peop, Loc
  fix: declare it in "spanLabels", or mend the file`);
  });
});
