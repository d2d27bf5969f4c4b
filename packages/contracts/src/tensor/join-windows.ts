import { PluginError } from '../errors/plugin-error.js';
import type { EncodedRecord, LabelSet } from '../records/encoded-record.js';
import type { RecordKind, RecordKinds } from '../records/task-record.js';
import type { HeadPlugin } from './head.js';

/**
 * One prediction a record from what a head's `decode` gave for its windows.
 * @param decoded in the order of `windows`
 * @param windows the windows of each record in order, record after record
 * @throws PluginError when a record's windows are not all there, or the head cannot join several
 */
export function joinWindows<Options, Prediction, K extends RecordKind, Decoded>(
  head: Pick<HeadPlugin<Options, Prediction, K, Decoded>, 'merge' | 'name'>,
  options: Options,
  decoded: readonly Decoded[],
  windows: readonly EncodedRecord<RecordKinds[K]>[],
  labels: LabelSet,
): Prediction[] {
  const predictions: Prediction[] = [];
  for (let from = 0; from < windows.length;) {
    const { count } = windows[from].window;
    const own = windows.slice(from, from + count);
    if (own.length < count || own.some(({ window }, i) => window.index !== i || window.count !== count)) {
      throw new PluginError({
        what: `"${head.name}" was given an incomplete record`,
        where: placeOf(windows[from]),
        received: `windows ${own.map(({ window }) => window.index).join(', ')}`,
        allowed: `0 to ${count - 1}, in order`,
      });
    }
    if (head.merge) predictions.push(head.merge(options, decoded.slice(from, from + count), own, labels));
    else if (count === 1) predictions.push(decoded[from] as unknown as Prediction);
    else {
      throw new PluginError({
        what: `"${head.name}" cannot join the windows of a long record`,
        where: placeOf(windows[from]),
        received: `${count} windows`,
        allowed: '1',
        fix: 'cut long records instead, or give the head a `merge`',
      });
    }
    from += count;
  }
  return predictions;
}

function placeOf({ record: { source } }: EncodedRecord): string {
  return source.line === undefined ? source.file : `${source.file}:${source.line}`;
}
