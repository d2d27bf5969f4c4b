import type { EncodedRecord, TaskRecord } from '@cloze/contracts';

/** Windows, which stand in the order of their records, in a group for each record. */
export function windowsByRecord<R extends TaskRecord>(windows: readonly EncodedRecord<R>[]): EncodedRecord<R>[][] {
  const groups: EncodedRecord<R>[][] = [];
  for (const window of windows) {
    const group = groups[groups.length - 1];
    if (group?.[0].record === window.record) group.push(window);
    else groups.push([window]);
  }
  return groups;
}
