import { wordSource, type TaskRecord } from '@cloze/contracts';

/** File and line of a record, or of one of its words, for messages. */
export function recordPlace({ source }: Pick<TaskRecord, 'source'>, word?: number): string {
  const { file, line } = word === undefined ? source : wordSource(source, word);
  return line === undefined ? file : `${file}:${line}`;
}
