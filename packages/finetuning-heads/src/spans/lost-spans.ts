import { ownsWords, type EncodedRecord, type TaskRecord } from '@cloze/contracts';
import { windowsByRecord } from '../records/windows-by-record.js';
import { wordCount } from '../records/word-offsets.js';
import { windowWordOffsets, wordsOfSpan } from '../records/words-of-span.js';
import type { SpansOfWindow } from './span-targets.js';

/** A span of the gold; without a label where a head learns none. */
export interface GoldSpan {
  readonly start: number;
  readonly end: number;
  readonly label?: string;
}

/**
 * Says in sentences how many labelled spans cannot be learnt: those longer than a head looks at, those that no window holds whole, and the
 * second label of one span. Nothing where there are none.
 * @param longest most words of a span
 * @param which of a window's spans are learnt there; `rooted`: that of all words may be longer
 */
export function lostSpans<R extends TaskRecord>(
  windows: readonly EncodedRecord<R>[],
  spansOf: (record: R) => readonly GoldSpan[] | undefined,
  longest: number,
  which: SpansOfWindow = 'own',
): string[] {
  let [spans, long, most, torn, doubled] = [0, 0, 0, 0, 0];
  for (const ofRecord of windowsByRecord(windows)) {
    const offsets = ofRecord.map(windowWordOffsets);
    const labels = new Map<string, string | undefined>();
    for (const span of spansOf(ofRecord[0].record) ?? []) {
      spans += 1;
      const places = ofRecord.map((window, i) => wordsOfSpan(window, offsets[i], span));
      const at = places.findIndex(
        (words, i) => words && (which === 'all' || ownsWords(ofRecord[i], words[0], words[1] + 1)),
      );
      const words = places[at];
      if (words === undefined) {
        torn += 1;
        continue;
      }
      const length = words[1] - words[0] + 1;
      const isRoot = which === 'rooted' && ofRecord.length === 1 && length === wordCount(ofRecord[at]);
      if (length > longest && !isRoot) {
        long += 1;
        most = Math.max(most, length);
        continue;
      }
      const key = `${ofRecord[at].firstWord + words[0]} ${length}`;
      if (!labels.has(key)) labels.set(key, span.label);
      else if (labels.get(key) !== span.label) doubled += 1;
    }
  }
  const say = (count: number, rest: string) => (count === 0 ? [] : [`${count} of ${spans} spans ${rest}`]);
  return [
    ...say(long, `are longer than maxSpanLength (${longest} words) and cannot be learnt; raise it to ${most}.`),
    ...say(
      torn,
      'are whole in no window and cannot be learnt; raise data.maxLength, or data.stride where records are split.',
    ),
    ...say(doubled, 'are a second label of one span and cannot be learnt: a span has one label.'),
  ];
}

/** Says how many records are split into windows, none of which holds the root of a tree; nothing where none is. */
export function lostRoots(windows: readonly EncodedRecord[]): string[] {
  const firsts = windows.filter(({ window }) => window.index === 0);
  const split = firsts.filter(({ window }) => window.count > 1).length;
  if (split === 0) return [];
  return [
    `${split} of ${firsts.length} records are split into windows, and their trees have no root; raise data.maxLength.`,
  ];
}
