import { describeDataset } from '@cloze/testing';
import { describe, expect, it } from 'vitest';
import { dataLoaderPlugins } from '../builtins.js';
import { readDataset, readingError } from '../testing/read-dataset.js';
import { temporaryFolder, writeFiles } from '../testing/temporary-folder.js';
import { jsonl } from './jsonl.js';
import { openDataset } from './open-dataset.js';

const folder = temporaryFolder();
const lines = (...objects: unknown[]) => objects.map((object) => JSON.stringify(object)).join('\n');
const source = (name: string, line = 1) => ({ file: `${folder}/${name}`, line });
let files = 0;
/** Reads objects that are put into a file of their own. */
const readObjects = (options: object, ...objects: unknown[]) => {
  const name = `objects-${(files += 1)}.jsonl`;
  writeFiles(folder, { [name]: lines(...objects) });
  return readDataset({ use: 'jsonl.v1', files: [name], ...options }, folder);
};
const errorOf = async (text: string, options: object = {}) => {
  writeFiles(folder, { 'bad.jsonl': text });
  return readingError({ use: 'jsonl.v1', files: ['bad.jsonl'], ...options }, folder);
};

writeFiles(folder, {
  'labels.jsonl': `${lines({ text: 'a', label: 'x', other: 1 })}\n\n${lines({ text: 'b', label: 2 })}\n`,
  'spans.jsonl': lines({ text: 'ab c', spans: [{ start: 0, end: 2, label: 'x' }] }),
  'questions.jsonl': lines({ question: 'q?', context: 'ab', answers: [{ text: 'b', start: 1 }] }),
});

describeDataset(jsonl, [
  { title: 'labels', directory: folder, options: { files: ['labels.jsonl'] }, count: 2 },
  { title: 'spans', directory: folder, options: { files: ['spans.jsonl'], record: 'spans' }, count: 1 },
  { title: 'questions', directory: folder, options: { files: ['questions.jsonl'], record: 'question' }, count: 1 },
]);

describe('jsonl.v1', () => {
  it('reads an object a line and leaves other fields and blank lines out; numbers may be labels', async () => {
    expect(await readDataset({ use: 'jsonl.v1', files: ['labels.jsonl'] }, folder)).toEqual([
      { kind: 'classification', text: 'a', label: 'x', source: source('labels.jsonl') },
      { kind: 'classification', text: 'b', label: '2', source: source('labels.jsonl', 3) },
    ]);
  });

  it('reads every kind of record', async () => {
    const stretch = { start: 0, end: 2 };
    const spans = [{ ...stretch, label: 'x' }];
    expect(await readObjects({ record: 'classification' }, { text: 'a', labels: ['x', 1], id: 7 })).toMatchObject([
      { labels: ['x', '1'], id: '7' },
    ]);
    expect(await readObjects({ record: 'regression' }, { text: 'a', pair: 'b', value: 2 })).toMatchObject([
      { pair: 'b', value: 2 },
    ]);
    expect(await readObjects({ record: 'pair' }, { text: 'a', pair: 'b', label: true })).toMatchObject([
      { label: 'true' },
    ]);
    expect(await readObjects({ record: 'tagging' }, { words: ['ab', 'c'], tags: ['O', 'B'] })).toMatchObject([
      { text: 'ab c', wordOffsets: [0, 2, 3, 4] },
    ]);
    expect(await readObjects({ record: 'tagging' }, { text: 'abc', words: ['ab', 'c'] })).toMatchObject([
      { text: 'abc', wordOffsets: [0, 2, 2, 3] },
    ]);
    const relations = [{ head: 0, tail: 0, label: 'r' }];
    expect(await readObjects({ record: 'relations' }, { text: 'abc', spans, relations })).toMatchObject([
      { spans, relations },
    ]);
    expect(await readObjects({ record: 'relations' }, { text: 'abc', spans: [stretch], relations })).toMatchObject([
      { spans: [{ ...stretch, label: '' }] },
    ]);
    expect(await readObjects({ record: 'coreference' }, { text: 'abc', clusters: [[stretch]] })).toMatchObject([
      { clusters: [[stretch]] },
    ]);
    expect(await readObjects({ record: 'question' }, { question: 'q', context: 'abc', answers: [] })).toMatchObject([
      { text: 'abc', answers: [] },
    ]);
    expect(await readObjects({ record: 'question', fields: { text: 'text' } }, { question: 'q', text: 'abc' })).toEqual(
      [{ kind: 'question', question: 'q', text: 'abc', source: source(`objects-${files}.jsonl`) }],
    );
  });

  it('takes fields and labels under other names', async () => {
    const options = { fields: { text: 'sentence', label: 'y' }, labelNames: { 0: 'no', 1: 'yes' } };
    expect(await readObjects(options, { sentence: 'a', y: 1 }, { sentence: 'b' })).toMatchObject([
      { text: 'a', label: 'yes' },
      { text: 'b' },
    ]);
    expect(await readObjects({ labelNames: { a: 'A' } }, { text: 'x', labels: ['a'] })).toMatchObject([
      { labels: ['A'] },
    ]);
  });

  it('names line and column of what is no JSON', async () => {
    expect(await errorOf('{"text": "a"}\n{"text": a}')).toBe(`A file is not valid JSON
  where: bad.jsonl, line 2, column 10
  received: InvalidSymbol
  fix: mend the file, or read it as what it is`);
    expect(await errorOf('[1]')).toBe(`A line is no record
  where: bad.jsonl, line 1, column 1
  received: [1]
  allowed: a JSON object
  fix: write each record as an object on a line of its own`);
  });

  it('names line and column of a field that is missing or wrong', async () => {
    expect(await errorOf('{"text": "a", "label": ["x"]}')).toBe(`A field of a record has a wrong value
  where: bad.jsonl, line 1, column 24
  received: ["x"]
  allowed: a string, a number, or true or false
  fix: mend the value, or leave the record out`);
    expect(await errorOf('{"label": "x"}')).toBe(`A record lacks a field
  where: bad.jsonl, line 1, column 1
  received: neither "text" nor "words"
  fix: name the fields that the file has in "fields"`);
    expect(await errorOf('{"text": "a"}', { record: 'pair' })).toBe(`A record lacks a field
  where: bad.jsonl, line 1, column 1
  received: no "pair"
  allowed: a value of the type string
  fix: write the field, or leave the record out`);
    expect(await errorOf('{"text": "a", "y": 3}', { fields: { label: 'y' }, labelNames: { 0: 'no' } }))
      .toBe(`A label has no name
  where: bad.jsonl, line 1, column 20
  received: 3
  allowed: 0
  fix: name it in "labelNames"`);
  });

  it('names line and column of what points nowhere', async () => {
    expect(await errorOf('{"text": "ab", "spans": [{"start": 1, "end": 3, "label": "x"}]}', { record: 'spans' }))
      .toBe(`A stretch is not inside the text
  where: bad.jsonl, line 1, column 26
  received: 1 to 3
  allowed: 0 <= start < end <= 2
  fix: count UTF-16 code units, the end exclusive`);
    expect(await errorOf('{"text": "ab", "clusters": [[{"start": 1, "end": 1}]]}', { record: 'coreference' }))
      .toBe(`A stretch is not inside the text
  where: bad.jsonl, line 1, column 30
  received: 1 to 1
  allowed: 0 <= start < end <= 2
  fix: count UTF-16 code units, the end exclusive`);
    const relation = '"relations": [{"head": 0, "tail": 1, "label": "x"}]';
    expect(await errorOf(`{"text": "ab", ${relation}}`, { record: 'relations' })).toBe(`A relation points at no span
  where: bad.jsonl, line 1, column 30
  received: 0 and 1
  allowed: none: there are no spans
  fix: name spans by their place in "spans", counted from 0`);
    expect(await errorOf('{"words": ["a", "b"], "tags": ["O"]}', { record: 'tagging' }))
      .toBe(`A record has not one tag a word
  where: bad.jsonl, line 1, column 31
  received: 1 tags for 2 words
  fix: write a tag for each word, in the order of the words`);
    expect(await errorOf('{"text": "a c", "words": ["a", "b"]}', { record: 'tagging' }))
      .toBe(`The words of a record do not stand in its text
  where: bad.jsonl, line 1, column 26
  received: ["a","b"]
  allowed: words of the text, in order, or "wordOffsets" with the start and end of each
  fix: mend the words, or leave "text" out, which is then made of them`);
    expect(await errorOf('{"text": "a c", "words": ["a", "b"], "wordOffsets": [0, 1, 2, 3]}', { record: 'tagging' }))
      .toBe(`The words of a record do not stand in its text
  where: bad.jsonl, line 1, column 32
  received: "b"
  allowed: words of the text, in order, or "wordOffsets" with the start and end of each
  fix: mend the words, or leave "text" out, which is then made of them`);
    const answers = '"answers": [{"text": "b", "start": 0}]';
    expect(await errorOf(`{"question": "q", "context": "ab", ${answers}}`, { record: 'question' }))
      .toBe(`An answer does not stand where it says
  where: bad.jsonl, line 1, column 48
  received: "a"
  allowed: "b"
  fix: count UTF-16 code units of the context`);
  });

  it('names line and column of a word that is empty', async () => {
    expect(await errorOf('{"words": ["a", ""], "tags": ["O", "O"]}', { record: 'tagging' })).toBe(`A word is empty
  where: bad.jsonl, line 1, column 17
  received: ""
  allowed: a word that is not empty
  fix: write the word, or leave it out with its tag`);
  });

  it('takes each declared label once', async () => {
    expect(await errorOf('{"text": "a"}', { labels: ['x', 'x'] })).toBe(`Wrong value for an option
  where: data.train.labels
  received: ["x","x"]
  allowed: each label once`);
  });

  it('names line and column of a cluster without a mention, and of a mention that stands twice', async () => {
    const mention = '{"start": 0, "end": 1}';
    const error = (clusters: string) => errorOf(`{"text": "ab", "clusters": ${clusters}}`, { record: 'coreference' });
    expect(await error('[[]]')).toBe(`A cluster has no mention
  where: bad.jsonl, line 1, column 29
  received: []
  allowed: one mention or more
  fix: write the mentions of the cluster, or leave it out`);
    expect(await error(`[[${mention}, ${mention}]]`)).toBe(`A mention stands twice in a cluster
  where: bad.jsonl, line 1, column 54
  received: 0 to 1
  allowed: each mention once
  fix: leave the second one out`);
    expect(await error(`[[${mention}], [${mention}]]`)).toBe(`A mention is in two clusters
  where: bad.jsonl, line 1, column 56
  received: 0 to 1 in clusters 0 and 1, counted from 0
  allowed: each mention once
  fix: leave it out of one of the two, or make them one cluster`);
  });

  it('names line and column of an empty label, of any kind of record', async () => {
    const empty = (column: number) => `A label is empty
  where: bad.jsonl, line 1, column ${column}
  received: ""
  allowed: a label that is not empty
  fix: write a label, or leave the record out`;
    const span = (label: string) => `{"start": 0, "end": 1, "label": "${label}"}`;
    expect(await errorOf('{"text": "a", "label": ""}')).toBe(empty(24));
    expect(await errorOf('{"text": "a", "labels": ["x", ""]}')).toBe(empty(31));
    expect(await errorOf('{"text": "a", "pair": "b", "label": ""}', { record: 'pair' })).toBe(empty(37));
    expect(await errorOf('{"words": ["a"], "tags": [""]}', { record: 'tagging' })).toBe(empty(27));
    expect(await errorOf(`{"text": "a", "spans": [${span('')}]}`, { record: 'spans' })).toBe(empty(57));
    const relation = '{"head": 0, "tail": 0, "label": ""}';
    const relations = `{"text": "a", "spans": [${span('x')}], "relations": [${relation}]}`;
    expect(await errorOf(relations, { record: 'relations' })).toBe(empty(110));
  });

  it('takes the empty label of spans that relations are looked for between', async () => {
    const span = { start: 0, end: 1, label: '' };
    expect(await readObjects({ record: 'relations' }, { text: 'a', spans: [span] })).toMatchObject([{ spans: [span] }]);
  });

  it('takes labels declared for relations and for their spans, and names one that is of neither', async () => {
    const options = { record: 'relations', labels: ['r'], spanLabels: ['x', 'y'] };
    const line = (span: string) =>
      JSON.stringify({
        text: 'ab',
        spans: [{ start: 0, end: 1, label: span }],
        relations: [{ head: 0, tail: 0, label: 'r' }],
      });
    writeFiles(folder, { 'declared.jsonl': line('y') });
    const { dataset } = await openDataset({ use: 'jsonl.v1', files: ['declared.jsonl'], ...options }, 'data.train', {
      plugins: dataLoaderPlugins,
      directory: folder,
    });
    expect(dataset).toMatchObject({ labels: ['r'], spanLabels: ['x', 'y'] });
    expect(await readDataset({ use: 'jsonl.v1', files: ['declared.jsonl'], ...options }, folder)).toHaveLength(1);
    expect(await errorOf(line('other'), options)).toBe(`A label is not among those declared
  where: bad.jsonl, line 1
  received: "other"
  allowed: x, y
  fix: declare it in "spanLabels", or mend the file`);
  });

  it('names a field that records of the kind do not have', async () => {
    expect(await errorOf('{}', { record: 'pair', fields: { texts: 'a' } }))
      .toBe(`Records of the kind "pair" have no field "texts"
  where: fields.texts
  allowed: id, text, words, wordOffsets, pair, label
  fix: did you mean "text"?`);
  });
});
