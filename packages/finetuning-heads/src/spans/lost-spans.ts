import { ownsWords, type EncodedRecord, type TaskRecord } from '@cloze/contracts';
import { wordCount } from '../records/word-offsets.js';
import { windowWordOffsets, wordsOfSpan } from '../records/words-of-span.js';
import type { SpansOfWindow } from './span-targets.js';

/**
 * Says how many labelled spans are longer than those that a head looks at, in a sentence; nothing where none is.
 * @param longest most words of a span
 * @param which `rooted`: that of all words may be longer
 */
export function lostSpans<R extends TaskRecord>(
  windows: readonly EncodedRecord<R>[],
  spansOf: (record: R) => readonly { readonly start: number; readonly end: number }[] | undefined,
  longest: number,
  which: SpansOfWindow = 'own',
): string[] {
  let [spans, lost, most] = [0, 0, 0];
  for (const window of windows) {
    const offsets = windowWordOffsets(window);
    for (const span of spansOf(window.record) ?? []) {
      const words = wordsOfSpan(window, offsets, span);
      if (words === undefined || !ownsWords(window, words[0], words[1] + 1)) continue;
      spans += 1;
      const length = words[1] - words[0] + 1;
      const isRoot = which === 'rooted' && window.window.count === 1 && length === wordCount(window);
      if (length <= longest || isRoot) continue;
      lost += 1;
      most = Math.max(most, length);
    }
  }
  if (lost === 0) return [];
  return [
    `${lost} of ${spans} spans are longer than maxSpanLength (${longest} words) and cannot be learnt; raise it to ${most}.`,
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
