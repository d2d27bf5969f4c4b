import { badRow } from './bad-row.js';
import type { NumberedLine } from './read-lines.js';

/** Fields of one line of a column format. */
export interface TagRow {
  readonly fields: readonly string[];
  /** From 1. */
  readonly line: number;
}

/** Characters between the columns of a row. */
export type ColumnSeparator = 'tab' | 'space' | 'white-space';

const SEPARATORS: Readonly<Record<ColumnSeparator, RegExp>> = { tab: /\t/, space: / /, 'white-space': /[ \t]+/ };

/** Groups of rows between blank lines: a sentence each. Lines that `isSkipped` says are no rows are left out. */
export async function* sentencesOf(
  lines: AsyncIterable<NumberedLine>,
  separator: ColumnSeparator,
  isSkipped: (line: string) => boolean = () => false,
): AsyncGenerator<TagRow[]> {
  let rows: TagRow[] = [];
  for await (const { text, number } of lines) {
    if (/^[ \t]*$/.test(text)) {
      if (rows.length > 0) yield rows;
      rows = [];
    } else if (!isSkipped(text)) {
      const content = separator === 'white-space' ? text.replace(/^[ \t]+|[ \t]+$/g, '') : text;
      rows.push({ fields: content.split(SEPARATORS[separator]), line: number });
    }
  }
  if (rows.length > 0) yield rows;
}

/** The index of a column of a row, which counts from the last where it is negative. */
export function columnIndex({ fields }: TagRow, column: number): number {
  return column < 0 ? fields.length + column : column;
}

/**
 * A field of a row.
 * @param column from 0; from the last where negative
 * @throws DataError where the row is too short, or the field is empty
 */
export function fieldOf(row: TagRow, column: number, file: string): string {
  const { fields, line } = row;
  const index = columnIndex(row, column);
  const field = fields[index];
  if (field !== undefined && field !== '') return field;
  throw badRow(
    { file, line, column: Math.max(index, 0) + 1 },
    {
      what: field === undefined ? 'A row has too few columns' : 'A column of a row is empty',
      received: JSON.stringify(fields.join('\t')),
      allowed:
        field === undefined ? `${column < 0 ? -column : column + 1} columns or more` : 'a column that is not empty',
      fix: 'mend the row, or name the columns and the separator that the file has',
    },
  );
}
