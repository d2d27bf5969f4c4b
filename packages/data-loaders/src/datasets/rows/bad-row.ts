import { DataError, type ErrorParts } from '@cloze/contracts';

/** A place in a file, all from 1. */
export interface RowPlace {
  readonly file: string;
  readonly line?: number;
  /** Of a table its field, of other text its character. */
  readonly column?: number;
}

/** The error of a row that cannot be read: names file, line and column. */
export function badRow({ file, line, column }: RowPlace, parts: Omit<ErrorParts, 'where'>): DataError {
  const where = [file, line && `line ${line}`, column && `column ${column}`].filter(Boolean).join(', ');
  return new DataError({ ...parts, where });
}
