import { ownsWords, type EncodedRecord, type LabelSet, type RelationsRecord } from '@cloze/contracts';
import { knownLabel } from '../records/known-label.js';
import { wordCount } from '../records/word-offsets.js';
import { windowWordOffsets, wordsOfSpan } from '../records/words-of-span.js';
import { NO_LABEL, noneWeights, weightOfClasses } from '../spans/none-weight.js';

/** The labelled spans of a window and all ordered pairs of two of them. */
export interface GivenPairs {
  /** First and last word of each span that lies in the window, both inclusive, at 2k and 2k + 1. */
  readonly spans: readonly number[];
  /** Which of the record's spans each is. */
  readonly indices: readonly number[];
  /** Head and tail, as places in `indices`; the head's middle word is the window's own. */
  readonly pairs: readonly (readonly [head: number, tail: number])[];
}

/** The pairs of a record's own spans in a window; none where the record has no spans. */
export function givenPairs(window: EncodedRecord<RelationsRecord>): GivenPairs {
  const spans: number[] = [];
  const indices: number[] = [];
  const isOwn: boolean[] = [];
  const offsets = windowWordOffsets(window);
  window.record.spans?.forEach((span, index) => {
    const words = wordsOfSpan(window, offsets, span);
    if (words === undefined) return;
    spans.push(...words);
    indices.push(index);
    isOwn.push(ownsWords(window, words[0], words[1] + 1));
  });
  const pairs = indices.flatMap((_, head) =>
    isOwn[head] ? indices.flatMap((__, tail) => (head === tail ? [] : [[head, tail] as const])) : [],
  );
  return { spans, indices, pairs };
}

/**
 * Those pairs for all windows of a batch: int32 `pairSpans` [spans, 2] (words of the batch), `pairs` [pairs, 2] (of `pairSpans`) and, where
 * the record's relations are known, `pairRows` [targets] (of `pairs`) and `pairLabels` [targets] (0: none, else label + 1; of several labels
 * of one pair, the first), with float32 `pairWeights` [classes]. The weight is what those targets count together.
 */
export function pairTargets(windows: readonly EncodedRecord<RelationsRecord>[], labels: LabelSet, noneWeight: number) {
  const spans: number[] = [];
  const pairs: number[] = [];
  const rows: number[] = [];
  const classes: number[] = [];
  let word = 0;
  for (const window of windows) {
    const own = givenPairs(window);
    const { record } = window;
    const gold = new Map<string, number>();
    for (const { head, tail, label } of record.relations ?? []) {
      const id = knownLabel(labels, label, record);
      if (!gold.has(`${head} ${tail}`)) gold.set(`${head} ${tail}`, id + 1);
    }
    const firstSpan = spans.length / 2;
    for (const [head, tail] of own.pairs) {
      if (record.relations !== undefined) {
        rows.push(pairs.length / 2);
        classes.push(gold.get(`${own.indices[head]} ${own.indices[tail]}`) ?? NO_LABEL);
      }
      pairs.push(firstSpan + head, firstSpan + tail);
    }
    spans.push(...own.spans.map((place) => word + place));
    word += wordCount(window);
  }
  return {
    arrays: {
      pairSpans: { data: Int32Array.from(spans), shape: [spans.length / 2, 2] },
      pairs: { data: Int32Array.from(pairs), shape: [pairs.length / 2, 2] },
      pairRows: Int32Array.from(rows),
      pairLabels: Int32Array.from(classes),
      pairWeights: noneWeights(labels.names.length, noneWeight),
    },
    weight: weightOfClasses(classes, noneWeight),
  };
}
