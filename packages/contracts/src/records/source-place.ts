import type { RecordSource } from './task-record.js';

/** Where a record's word came from: its own line where it has one, else the record's. */
export function wordSource({ file, line, wordLines }: RecordSource, word: number): RecordSource {
  const own = wordLines?.[word] ?? line;
  return own === undefined ? { file } : { file, line: own };
}

/** Where a record came from, for a message: the file and, where the format has lines, the line. */
export function sourcePlace({ file, line }: RecordSource): string {
  return line === undefined ? file : `${file}, line ${line}`;
}
