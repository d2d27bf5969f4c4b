import { describeDataset } from '@cloze/testing';
import { describe, expect, it } from 'vitest';
import { readDataset, readingError } from '../testing/read-dataset.js';
import { temporaryFolder, writeFiles } from '../testing/temporary-folder.js';
import { spansJson } from './spans-json.js';

const folder = temporaryFolder();
const tokens = ['Ann', 'Smith', 'left', 'Rome'];
const entities = [
  { type: 'Peop', start: 0, end: 2 },
  { type: 'Loc', start: 3, end: 4 },
];
const write = (name: string, ...sentences: object[]) =>
  writeFiles(folder, { [name]: JSON.stringify(sentences, null, 1) });
write(
  'train.json',
  { tokens, entities, relations: [{ type: 'Live_In', head: 0, tail: 1 }], orig_id: 7 },
  { tokens, entities: [] },
);
write('entity.json', { tokens, entities: [{ type: 'Peop', start: 3, end: 5 }] });
write('relation.json', { tokens, entities, relations: [{ type: 'Live_In', head: 0, tail: 2 }] });
write('label.json', { tokens, entities: [{ type: '', start: 0, end: 1 }] });
write('field.json', { tokens: [1], entities });

describeDataset(spansJson, [
  { title: 'relations', directory: folder, options: { files: ['train.json'] }, count: 2 },
  { title: 'spans alone', directory: folder, options: { files: ['train.json'], record: 'spans' }, count: 2 },
]);

describe('spans-json.v1', () => {
  it('turns words into characters', async () => {
    const text = { text: 'Ann Smith left Rome', words: tokens, wordOffsets: [0, 3, 4, 9, 10, 14, 15, 19] };
    const spans = [
      { start: 0, end: 9, label: 'Peop' },
      { start: 15, end: 19, label: 'Loc' },
    ];
    const file = `${folder}/train.json`;
    expect(await readDataset({ use: 'spans-json.v1', files: ['train.json'] }, folder)).toEqual([
      {
        kind: 'relations',
        id: '7',
        ...text,
        spans,
        relations: [{ head: 0, tail: 1, label: 'Live_In' }],
        source: { file, line: 2 },
      },
      { kind: 'relations', ...text, spans: [], relations: [], source: { file, line: 30 } },
    ]);
    const [record] = await readDataset({ use: 'spans-json.v1', files: ['train.json'], record: 'spans' }, folder);
    expect(record).toEqual({ kind: 'spans', id: '7', ...text, spans, source: { file, line: 2 } });
  });

  it('names line and column of what is wrong', async () => {
    const error = (file: string) => readingError({ use: 'spans-json.v1', files: [file] }, folder);
    expect(await error('entity.json')).toBe(`An entity is not of words of the sentence
  where: entity.json, line 10, column 4
  received: words 3 to 5
  allowed: 0 <= start < end <= 4
  fix: count words from 0, the end exclusive`);
    expect(await error('relation.json')).toBe(`A relation points at no entity
  where: relation.json, line 22, column 4
  received: 0 and 2
  allowed: 0 to 1
  fix: name entities by their place in "entities", counted from 0`);
    expect(await error('label.json')).toBe(`A label is empty
  where: label.json, line 11, column 13
  received: ""
  allowed: a label that is not empty
  fix: write a label, or leave the record out`);
    expect(await error('field.json')).toBe(`A field of a record has a wrong value
  where: field.json, line 4, column 4
  received: 1
  allowed: a value of the type string
  fix: mend the value, or leave the record out`);
  });

  it('takes the labels of spans declared beside those of relations', async () => {
    const options = { use: 'spans-json.v1', files: ['train.json'], labels: ['Live_In', 'Work_For'] };
    expect(await readingError({ ...options, spanLabels: ['Peop', 'Loc', 'Org'] }, folder)).toBe('no error');
    expect(await readingError({ ...options, spanLabels: ['Peop'] }, folder)).toBe(`A label is not among those declared
  where: train.json, line 2
  received: "Loc"
  allowed: Peop
  fix: declare it in "spanLabels", or mend the file`);
  });
});
