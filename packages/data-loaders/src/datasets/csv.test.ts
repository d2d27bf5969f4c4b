import { describeDataset } from '@cloze/testing';
import { describe, expect, it } from 'vitest';
import { readDataset, readingError } from '../testing/read-dataset.js';
import { temporaryFolder, writeFiles } from '../testing/temporary-folder.js';
import { csv } from './csv.js';

const folder = temporaryFolder();
writeFiles(folder, {
  'header.csv': '\ufefftext,label\r\n"a, ""b""",x\r\n\r\n"two\nlines",y\r\nc,x\r\n',
  'pairs.tsv': 'He said "a\tb\t1\nc"\td\t0',
  'values.csv': 'a,b,2.5\nc,d,5\n',
  'value.csv': 'a,b,2.5\nc,d,high\n',
  'columns.csv': 'a,x\nb,c,x\n',
  'quote.csv': 'a,x\nb "c",x\n',
  'open.csv': 'a,x\n"b,x\nc,x\n',
  'cells.csv': 'a,b\r\n"x\r\ny",1\r\nz,\r\n',
});
const read = (options: object) => readDataset({ use: 'csv.v1', ...options }, folder);
const error = (options: object) => readingError({ use: 'csv.v1', ...options }, folder);
const fields = { text: 0, label: 1 };
const header = { files: ['header.csv'], header: true, fields: { text: 'text', label: 'label' } };
const tsv = { record: 'pair', delimiter: '\t', quote: '', fields: { text: 0, pair: 1, label: 2 } };

describeDataset(csv, [
  { title: 'named columns', directory: folder, options: header, count: 3 },
  { title: 'tabs without quoting', directory: folder, options: { files: ['pairs.tsv'], ...tsv }, count: 2 },
]);

describe('csv.v1', () => {
  it('reads quoted cells, and tells the line on which a row begins', async () => {
    expect(await read(header)).toEqual([
      { kind: 'classification', text: 'a, "b"', label: 'x', source: { file: `${folder}/header.csv`, line: 2 } },
      { kind: 'classification', text: 'two\nlines', label: 'y', source: { file: `${folder}/header.csv`, line: 4 } },
      { kind: 'classification', text: 'c', label: 'x', source: { file: `${folder}/header.csv`, line: 6 } },
    ]);
  });

  it('reads tabs without quoting, with names for labels', async () => {
    const labelNames = { 0: 'no', 1: 'yes' };
    expect(await read({ files: ['pairs.tsv'], ...tsv, labelNames })).toMatchObject([
      { text: 'He said "a', pair: 'b', label: 'yes' },
      { text: 'c"', pair: 'd', label: 'no' },
    ]);
  });

  it('reads numbers', async () => {
    const options = { files: ['values.csv'], record: 'regression', fields: { text: 0, pair: 1, value: 2 } };
    expect(await read(options)).toMatchObject([{ value: 2.5 }, { value: 5 }]);
    expect(await error({ ...options, files: ['value.csv'] })).toBe(`A value is not a number
  where: value.csv, line 2, column 3
  received: "high"
  allowed: a number such as 3.75
  fix: write a number, leave the row out, or name the column of the numbers in "fields"`);
  });

  it('names line and column of an empty label, unless it has a name', async () => {
    const cells = { files: ['cells.csv'], header: true, fields: { text: 'a', label: 'b' } };
    expect(await error(cells)).toBe(`A label is empty
  where: cells.csv, line 4, column 2
  received: ""
  allowed: a label that is not empty
  fix: write a label, or leave the record out`);
    expect(await read({ ...cells, labelNames: { 1: 'one', '': 'none' } })).toMatchObject([
      { text: 'x\r\ny', label: 'one' },
      { text: 'z', label: 'none' },
    ]);
    expect(await read({ ...cells, fields: { text: 'a' } })).toHaveLength(2);
  });

  it('names line and column of rows that are not as the first, or no CSV', async () => {
    expect(await error({ files: ['columns.csv'], fields })).toBe(`A row has another number of columns than the first
  where: columns.csv, line 2, column 3
  received: 3
  allowed: 2
  fix: mend the row, or say how the file is written: "delimiter", and "quote": "" where it has no quoting`);
    expect(await error({ files: ['quote.csv'], fields })).toBe(`A row is not valid CSV
  where: quote.csv, line 2, column 1
  received: a quote in a cell that does not begin with one
  fix: mend the row, or say how the file is written: "delimiter", and "quote": "" where it has no quoting`);
    expect(await error({ files: ['open.csv'], fields })).toBe(`A row is not valid CSV
  where: open.csv, line 2, column 1
  received: a quote that is not closed
  fix: mend the row, or say how the file is written: "delimiter", and "quote": "" where it has no quoting`);
  });

  it('says what fields are, where they are left out or wrong', async () => {
    expect(await error({ files: ['values.csv'] })).toBe(`Wrong value for an option
  where: data.train.fields
  received: undefined
  allowed: columns by field of the record, such as {"text": 0, "label": 1}`);
    expect(await error({ files: ['values.csv'], fields: { text: null } })).toBe(`Wrong value for an option
  where: data.train.fields.text
  received: null
  allowed: the name of a column, or its number, counted from 0`);
  });

  it('names columns that are not there, and labels without a name', async () => {
    expect(await error({ ...header, fields: { text: 'texts' } })).toBe(`The file has no column for the field "text"
  where: header.csv, line 1
  received: "texts"
  allowed: text, label
  fix: did you mean "text"?`);
    writeFiles(folder, { 'twice.csv': 'text,label,text\na,x,b\n' });
    expect(await error({ ...header, files: ['twice.csv'], fields: { text: 'text' } }))
      .toBe(`Two columns have the name of the field "text"
  where: twice.csv, line 1, column 3
  received: "text"
  allowed: a name of one column
  fix: give the number of the column, counted from 0: 0 or 2`);
    expect(await error({ files: ['values.csv'], fields: { text: 3 } }))
      .toBe(`The file has no column for the field "text"
  where: values.csv, line 1
  received: 3
  allowed: 0 to 2
  fix: name the columns that the file has in "fields"`);
    expect(await error({ files: ['values.csv'], fields: { text: 'text' } }))
      .toBe(`A column is named in a file without names
  where: fields.text
  received: "text"
  allowed: the number of a column, counted from 0
  fix: set "header": true where the first row names the columns`);
    expect(await error({ ...header, labelNames: { x: 'X' } })).toBe(`A label has no name
  where: header.csv, line 4, column 2
  received: "y"
  allowed: x
  fix: name it in "labelNames"`);
    expect(await error({ files: ['values.csv'], fields: { label: 0 } })).toBe(`A record lacks a field
  where: values.csv, line 1
  received: neither "text" nor "words"
  fix: name the fields that the file has in "fields"`);
  });

  it('passes on what is wrong with the file itself', async () => {
    writeFiles(folder, { 'latin.csv': Uint8Array.of(97, 0xe9, 44, 120, 10) });
    expect(await error({ files: ['latin.csv'], fields })).toBe(`A file of text is not valid UTF-8
  where: latin.csv, line 1
  received: byte 0xe9 at offset 1
  fix: convert the file to UTF-8, or name its encoding, such as "encoding": "windows-1252"`);
    expect(await read({ files: ['latin.csv'], fields, encoding: 'latin1' })).toMatchObject([{ text: 'a\u00e9' }]);
  });
});
