import { startsOf, type EncodedRecord } from '@cloze/contracts';

/** Row of each window's first token in a batch of them, then the number of rows. */
export function windowStarts(windows: readonly EncodedRecord[]): Int32Array {
  return startsOf(windows.map(({ view }) => view));
}
