import {
  ownsWords,
  type EncodedRecord,
  type LabelSet,
  type RelationsRecord,
  type SpansRecord,
  type Targets,
} from '@cloze/contracts';
import { knownLabel } from '../records/known-label.js';
import { wordCount } from '../records/word-offsets.js';
import { wordPoolingArrays, type WordPooling } from '../records/word-pooling.js';
import { windowWordOffsets, wordsOfSpan } from '../records/words-of-span.js';
import { enumerateSpans } from './enumerate-spans.js';
import { NO_LABEL, noneWeights, weightOfClasses } from './none-weight.js';

/**
 * Which spans of a window: all, or those whose middle word is its own; `rooted`, these and, last, the span of all words where it is longer,
 * which a record split into windows has none of.
 */
export type SpansOfWindow = 'all' | 'own' | 'rooted';

/** Spans of a window up to a length, as first and last word of the window at 2k and 2k + 1. */
export function windowSpans(window: EncodedRecord, longest: number, which: SpansOfWindow = 'own'): Int32Array {
  const words = wordCount(window);
  const all = enumerateSpans(0, words, longest);
  if (which === 'rooted' && window.window.count === 1 && words > longest) return withRoot(all, words);
  if (which === 'all' || window.window.count === 1) return all;
  return all.filter((_, i) => {
    const span = i - (i % 2);
    return ownsWords(window, all[span], all[span + 1] + 1);
  });
}

function withRoot(spans: Int32Array, words: number): Int32Array {
  const rooted = new Int32Array(spans.length + 2);
  rooted.set(spans);
  rooted[spans.length + 1] = words - 1;
  return rooted;
}

/** Options that span targets follow from. */
export interface SpanTargetOptions {
  readonly maxSpanLength: number;
  readonly pooling: WordPooling;
  readonly noneWeight: number;
}

/**
 * Spans of every window, and the class of those that are its own where the record's spans are known: int32 `spans` [spans, 2] (first and last word of the batch),
 * `labels` [targets] (0: none, else label + 1) and `rows` [targets] (of `spans`), and float32 `classWeights` [classes]; with the words' arrays of {@link wordPoolingArrays}. Spans
 * longer than `longest` cannot be learnt, but for a root; of several labels of one span, the first is.
 * @param labels undefined where spans have one class whatever their label
 */
export function spanTargets(
  windows: readonly EncodedRecord<SpansRecord | RelationsRecord>[],
  labels: LabelSet | undefined,
  { maxSpanLength: longest, pooling, noneWeight }: SpanTargetOptions,
  which: SpansOfWindow = 'own',
): Targets {
  const pieces = windows.map((window) => windowSpans(window, longest, which));
  const spans = new Int32Array(pieces.reduce((total, { length }) => total + length, 0));
  const classes: number[] = [];
  const rows: number[] = [];
  let [word, span] = [0, 0];
  windows.forEach((window, i) => {
    const own = pieces[i];
    spans.set(
      own.map((place) => word + place),
      2 * span,
    );
    const gold = goldClasses(window, labels);
    for (let k = 0; gold && 2 * k < own.length; k += 1) {
      if (!ownsWords(window, own[2 * k], own[2 * k + 1] + 1)) continue;
      rows.push(span + k);
      classes.push(gold.get(`${own[2 * k]} ${own[2 * k + 1]}`) ?? NO_LABEL);
    }
    word += wordCount(window);
    span += own.length / 2;
  });
  return {
    arrays: {
      ...wordPoolingArrays(windows, pooling, (window) => ({ from: 0, to: wordCount(window) })),
      spans: { data: spans, shape: [span, 2] },
      rows: Int32Array.from(rows),
      labels: Int32Array.from(classes),
      classWeights: noneWeights(labels?.names.length ?? 1, noneWeight),
    },
    weight: weightOfClasses(classes, noneWeight),
    reportWeights: { accuracy: classes.length },
  };
}

/** Classes of a window's labelled spans, by "first last". */
function goldClasses(
  window: EncodedRecord<SpansRecord | RelationsRecord>,
  labels: LabelSet | undefined,
): ReadonlyMap<string, number> | undefined {
  const { record } = window;
  if (record.spans === undefined) return undefined;
  const offsets = windowWordOffsets(window);
  const classes = new Map<string, number>();
  for (const span of record.spans) {
    const id = labels === undefined ? 0 : knownLabel(labels, span.label, record);
    const words = wordsOfSpan(window, offsets, span);
    if (words === undefined) continue;
    const key = `${words[0]} ${words[1]}`;
    if (!classes.has(key)) classes.set(key, id + 1);
  }
  return classes;
}
