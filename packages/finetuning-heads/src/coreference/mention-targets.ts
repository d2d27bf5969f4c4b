import type { CoreferenceRecord, EncodedRecord, Targets } from '@cloze/contracts';
import { wordCount } from '../records/word-offsets.js';
import { wordPoolingArrays, type WordPooling } from '../records/word-pooling.js';
import { windowWordOffsets, wordsOfSpan } from '../records/words-of-span.js';
import { windowSpans } from '../spans/span-targets.js';

/** Number of spans of a window that are kept as mentions: so many a word, but one at least and no more than there are. */
export function keptCount(spans: number, words: number, spansPerWord: number): number {
  return Math.min(spans, Math.max(1, Math.floor(spansPerWord * words)));
}

/**
 * All spans of every window and their clusters: int32 `spans` [spans, 2] (words of the batch), `counts` [windows, 2] (spans and words of each),
 * `clusters` [spans] (0: none, else a number of its own in the batch) and `known` [windows] (1 where the record's clusters are); with the
 * words' arrays. The weight is the number of spans that learn an antecedent: those kept, see {@link keptCount}, where there are several; one
 * alone has nothing to go back to.
 */
export function mentionTargets(
  windows: readonly EncodedRecord<CoreferenceRecord>[],
  longest: number,
  spansPerWord: number,
  pooling: WordPooling,
): Targets {
  const pieces = windows.map((window) => windowSpans(window, longest, 'all'));
  const total = pieces.reduce((sum, { length }) => sum + length, 0);
  const spans = new Int32Array(total);
  const clusters = new Int32Array(total / 2);
  const counts: number[] = [];
  let [word, span, cluster, weight] = [0, 0, 0, 0];
  windows.forEach((window, i) => {
    const own = pieces[i];
    const size = own.length / 2;
    const words = wordCount(window);
    spans.set(
      own.map((place) => word + place),
      2 * span,
    );
    const places = new Map(Array.from({ length: size }, (_, k) => [`${own[2 * k]} ${own[2 * k + 1]}`, span + k]));
    const offsets = windowWordOffsets(window);
    for (const mentions of window.record.clusters ?? []) {
      cluster += 1;
      for (const mention of mentions) {
        const place = places.get(wordsOfSpan(window, offsets, mention)?.join(' ') ?? '');
        if (place !== undefined) clusters[place] = cluster;
      }
    }
    const kept = keptCount(size, words, spansPerWord);
    if (window.record.clusters !== undefined && kept > 1) weight += kept;
    counts.push(size, words);
    word += words;
    span += size;
  });
  return {
    arrays: {
      ...wordPoolingArrays(windows, pooling, (window) => ({ from: 0, to: wordCount(window) })),
      spans: { data: spans, shape: [total / 2, 2] },
      counts: { data: Int32Array.from(counts), shape: [windows.length, 2] },
      clusters,
      known: Int32Array.from(windows, ({ record }) => Number(record.clusters !== undefined)),
    },
    weight,
  };
}
