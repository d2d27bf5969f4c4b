import type { RecordSource } from './task-record.js';

/** Where a record came from, for a message: the file and, where the format has lines, the line. */
export function sourcePlace({ file, line }: RecordSource): string {
  return line === undefined ? file : `${file}, line ${line}`;
}
