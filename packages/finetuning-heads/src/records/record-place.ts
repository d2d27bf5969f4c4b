import type { TaskRecord } from '@cloze/contracts';

/** File and line of a record, for messages. */
export function recordPlace({ source: { file, line } }: Pick<TaskRecord, 'source'>): string {
  return line === undefined ? file : `${file}:${line}`;
}
