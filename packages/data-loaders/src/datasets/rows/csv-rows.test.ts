import { describe, expect, it } from 'vitest';
import { temporaryFolder, writeFiles } from '../../testing/temporary-folder.js';
import { readCsv, type CsvFormat } from './csv-rows.js';

const folder = temporaryFolder();
const read = async (text: string, format: Partial<CsvFormat> = {}) => {
  writeFiles(folder, { 'a.csv': text });
  const rows: unknown[] = [];
  const file = `${folder}/a.csv`;
  for await (const { cells, line } of readCsv(file, { encoding: 'utf-8', delimiter: ',', quote: '"', ...format })) {
    rows.push([line, ...cells]);
  }
  return rows;
};
const error = (text: string) =>
  read(text).then(
    () => 'no error',
    (thrown: Error) => thrown.message.replaceAll(`${folder}/`, ''),
  );
const breaks = [
  ['\n', 'LF'],
  ['\r\n', 'CRLF'],
  ['\r', 'CR'],
] as const;

describe('readCsv', () => {
  it.each(breaks)('tells the line on which a row begins, with %j between lines', async (end) => {
    const text = ['a,b', '"x', 'y",1', '', 'z,"q""', '', '"', '', '', 'c,d', ''].join(end);
    expect(await read(text)).toEqual([
      [1, 'a', 'b'],
      [2, `x${end}y`, '1'],
      [5, 'z', `q"${end}${end}`],
      [10, 'c', 'd'],
    ]);
    expect(await read(`${end}${end}a,b`)).toEqual([[3, 'a', 'b']]);
  });

  it('counts lines of other breaks in a cell', async () => {
    expect(await read('"x\ny",1\r\nz,2\r\n"q\r",3\r\nc,4')).toEqual([
      [1, 'x\ny', '1'],
      [3, 'z', '2'],
      [4, 'q\r', '3'],
      [6, 'c', '4'],
    ]);
  });

  it('takes quotes as they are where there is no quoting', async () => {
    expect(await read('"a;b\n\nc";d', { delimiter: ';', quote: '' })).toEqual([
      [1, '"a', 'b'],
      [3, 'c"', 'd'],
    ]);
  });

  it.each(breaks)('names the line of what is no CSV, with %j between lines', async (end) => {
    const row = `a,"b${end}${end}"${end}${end}`;
    const fix = 'mend the row, or say how the file is written: "delimiter", and "quote": "" where it has no quoting';
    expect(await error(`${row}"x${end}""y"" ","z""${end}c,d${end}`)).toBe(`A row is not valid CSV
  where: a.csv, line 6, column 2
  received: a quote that is not closed
  fix: ${fix}`);
    expect(await error(`${row}"x${end}"y,b`)).toBe(`A row is not valid CSV
  where: a.csv, line 6, column 1
  received: text between a closing quote and the end of its cell
  fix: ${fix}`);
    expect(await error(`${row}c,x "y"${end}`)).toBe(`A row is not valid CSV
  where: a.csv, line 5, column 2
  received: a quote in a cell that does not begin with one
  fix: ${fix}`);
    expect(await error(`${row}"x${end}",b,c${end}`)).toBe(`A row has another number of columns than the first
  where: a.csv, line 5, column 3
  received: 3
  allowed: 2
  fix: ${fix}`);
  });

  it('names the line of a quote that is never closed in the last row', async () => {
    expect(await error('text,label\n"unclosed,x\nb,y\n')).toBe(`A row is not valid CSV
  where: a.csv, line 2, column 1
  received: a quote that is not closed
  fix: mend the row, or say how the file is written: "delimiter", and "quote": "" where it has no quoting`);
  });
});
