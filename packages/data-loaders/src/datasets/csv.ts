import { ConfigError, defineDataset, nearestName } from '@cloze/contracts';
import { z } from 'zod';
import { findFiles } from './find-files.js';
import { badRow } from './rows/bad-row.js';
import { readCsv, type CsvRow } from './rows/csv-rows.js';
import { checkFieldNames, labelNamesOption, nameLabel } from './rows/field-options.js';
import { makeRecord } from './rows/make-record.js';
import { MisfitError, shown } from './rows/misfit.js';
import { placeMisfits } from './rows/place-misfits.js';
import { recordDataset } from './rows/record-dataset.js';
import { labelsOption, recordOptions } from './rows/record-options.js';

const options = z.strictObject({
  ...recordOptions,
  record: z
    .enum(['classification', 'regression', 'pair'])
    .default('classification')
    .describe('kind of record a row is'),
  fields: z
    .record(
      z.string(),
      z.union([z.string(), z.int().min(0)], 'the name of a column, or its number, counted from 0'),
      'columns by field of the record, such as {"text": 0, "label": 1}',
    )
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
        for await (const row of readCsv(file, settings)) {
          if (columns === undefined) {
            columns = columnsOf(fields, row, header, file);
            if (header) continue;
          }
          const { line } = row;
          const found = columns;
          yield placeMisfits(
            () => makeRecord(kind, rowFields(row, found, settings.labelNames), { file, line }),
            ([field]) => ({ file, line, column: field in found ? found[field] + 1 : undefined }),
          );
        }
      },
    });
  },
});

/** Index of the column of each field. */
function columnsOf(
  fields: CsvOptions['fields'],
  first: CsvRow,
  header: boolean,
  file: string,
): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(fields).map(([field, column]) => {
      const index = typeof column === 'number' ? column : header ? first.cells.indexOf(column) : -1;
      if (typeof column === 'string' && index !== first.cells.lastIndexOf(column)) {
        throw badRow(
          { file, line: first.line, column: first.cells.lastIndexOf(column) + 1 },
          {
            what: `Two columns have the name of the field "${field}"`,
            received: JSON.stringify(column),
            allowed: 'a name of one column',
            fix: `give the number of the column, counted from 0: ${index} or ${first.cells.lastIndexOf(column)}`,
          },
        );
      }
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
  { cells }: CsvRow,
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
    fix: 'write a number, leave the row out, or name the column of the numbers in "fields"',
  });
}
