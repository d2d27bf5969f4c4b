import { pipeline, Readable } from 'node:stream';
import { ConfigError, defineDataset, nearestName } from '@cloze/contracts';
import { CsvError, parse } from 'csv-parse';
import { z } from 'zod';
import { findFiles } from './find-files.js';
import { readText } from './read-text.js';
import { badRow } from './rows/bad-row.js';
import { checkFieldNames, labelNamesOption, nameLabel } from './rows/field-options.js';
import { makeRecord } from './rows/make-record.js';
import { MisfitError, shown } from './rows/misfit.js';
import { recordDataset } from './rows/record-dataset.js';
import { labelsOption, recordOptions } from './rows/record-options.js';

const options = z.strictObject({
  ...recordOptions,
  record: z
    .enum(['classification', 'regression', 'pair'])
    .default('classification')
    .describe('kind of record a row is'),
  fields: z
    .record(z.string(), z.union([z.string(), z.int().min(0)]))
    .describe('columns by field of the record, such as {"text": "sentence", "label": 3}: by name, or counted from 0'),
  header: z.boolean().default(false).describe('whether the first row names the columns'),
  delimiter: z.string().length(1).default(',').describe('what stands between columns'),
  quote: z
    .string()
    .max(1)
    .default('"')
    .describe('what may stand around a column that holds delimiters or line breaks; "" for files without quoting'),
  labelNames: labelNamesOption,
  labels: labelsOption,
});

/** Options of `csv.v1`. */
export type CsvOptions = z.infer<typeof options>;

interface Row {
  readonly cells: readonly string[];
  /** Line on which it begins, from 1. */
  readonly line: number;
}

/** Rows of CSV or TSV files: texts or pairs with a label or number. All rows must have as many columns as the first. */
export const csv = defineDataset<CsvOptions>({
  name: 'csv.v1',
  summary: 'rows of CSV or TSV files: texts or pairs with a label or number',
  options,
  async open(settings, { directory }) {
    const { files: patterns, part, labels, record: kind, fields, header } = settings;
    checkFieldNames(kind, fields);
    if (!header) checkNumbers(fields);
    const files = await findFiles(patterns, directory);
    return recordDataset({
      kind,
      files,
      labels,
      part,
      async *read(file) {
        let columns: Readonly<Record<string, number>> | undefined;
        for await (const row of readRows(file, settings)) {
          if (columns === undefined) {
            columns = columnsOf(fields, row, header, file);
            if (header) continue;
          }
          const place = { file, line: row.line };
          try {
            yield makeRecord(kind, rowFields(row, columns, settings.labelNames), place);
          } catch (error) {
            if (!(error instanceof MisfitError)) throw error;
            const { path, ...parts } = error.misfit;
            const index = path.length === 0 ? undefined : columns[path[0]];
            throw badRow({ ...place, column: index === undefined ? undefined : index + 1 }, parts);
          }
        }
      },
    });
  },
});

/** Rows of a file, each with as many cells as the first. */
async function* readRows(file: string, { encoding, delimiter, quote }: CsvOptions): AsyncGenerator<Row> {
  const parser = parse({
    delimiter,
    quote: quote === '' ? false : quote,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
  });
  // The error of either end comes out of the loop.
  pipeline(Readable.from(readText(file, encoding)), parser, () => {});
  let expected: number | undefined;
  let lastLine = 0;
  try {
    for await (const { record: cells, info } of parser as AsyncIterable<{
      record: string[];
      info: { lines: number };
    }>) {
      const breaks = cells.reduce((sum, cell) => sum + cell.split('\n').length - 1, 0);
      lastLine = info.lines;
      const line = info.lines - breaks;
      expected ??= cells.length;
      if (cells.length !== expected) throw wrongCount(file, line, cells, expected);
      yield { cells, line };
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const info = error as CsvError & { readonly lines?: number; readonly column?: number };
    throw badRow(
      { file, line: info.lines ?? lastLine + 1, column: typeof info.column === 'number' ? info.column + 1 : undefined },
      {
        what: 'A row is not valid CSV',
        received: error.message,
        fix: 'mend the row, or say how the file is written: "delimiter", and "quote": "" where it has no quoting',
      },
    );
  }
}

function wrongCount(file: string, line: number, cells: readonly string[], expected: number) {
  return badRow(
    { file, line, column: Math.min(cells.length, expected) + 1 },
    {
      what: 'A row has another number of columns than the first',
      received: `${cells.length}`,
      allowed: `${expected}`,
      fix: 'mend the row, or say how the file is written: "delimiter", and "quote": "" where it has no quoting',
    },
  );
}

/** Index of the column of each field. */
function columnsOf(
  fields: CsvOptions['fields'],
  first: Row,
  header: boolean,
  file: string,
): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(fields).map(([field, column]) => {
      const index = typeof column === 'number' ? column : header ? first.cells.indexOf(column) : -1;
      if (index >= 0 && index < first.cells.length) return [field, index];
      const near = typeof column === 'string' ? nearestName(column, first.cells) : undefined;
      throw badRow(
        { file, line: first.line },
        {
          what: `The file has no column for the field "${field}"`,
          received: JSON.stringify(column),
          allowed: header ? first.cells.join(', ') : `0 to ${first.cells.length - 1}`,
          fix: near === undefined ? 'name the columns that the file has in "fields"' : `did you mean "${near}"?`,
        },
      );
    }),
  );
}

function checkNumbers(fields: CsvOptions['fields']): void {
  const [field, column] = Object.entries(fields).find(([, value]) => typeof value === 'string') ?? [];
  if (field === undefined) return;
  throw new ConfigError({
    what: 'A column is named in a file without names',
    where: `fields.${field}`,
    received: JSON.stringify(column),
    allowed: 'the number of a column, counted from 0',
    fix: 'set "header": true where the first row names the columns',
  });
}

function rowFields(
  { cells }: Row,
  columns: Readonly<Record<string, number>>,
  labelNames: CsvOptions['labelNames'],
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(columns).map(([field, index]) => {
      const cell = cells[index];
      if (field === 'label') return [field, nameLabel(cell, labelNames, ['label'])];
      return [field, field === 'value' ? numberOf(cell) : cell];
    }),
  );
}

function numberOf(cell: string): number {
  const value = cell.trim() === '' ? NaN : Number(cell);
  if (Number.isFinite(value)) return value;
  throw new MisfitError({
    what: 'A value is not a number',
    path: ['value'],
    received: shown(cell),
    allowed: 'a number such as 3.75',
  });
}
