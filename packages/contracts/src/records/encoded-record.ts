import type { View } from '../batch/view.js';
import type { TaskRecord } from './task-record.js';

/**
 * A record, or one window of a long one, with its subwords aligned to words and characters once for all heads.
 * `view` is what the encoder reads.
 */
export interface EncodedRecord<R extends TaskRecord = TaskRecord> {
  readonly record: R;
  readonly view: View;
  /** Characters of each token in its side's text, UTF-16 code units; [0, 0] for special tokens. */
  readonly offsets: Int32Array; // [tokens * 2]
  /** 0 or 1: which side's text; -1 for special tokens. */
  readonly sides: Int8Array; // [tokens]
  /**
   * First token of each word in this window, then the end of the last: word i is tokens [wordTokens[i], wordTokens[i + 1]). A given word
   * of which the tokenizer leaves nothing has none.
   */
  readonly wordTokens: Int32Array; // [words + 1]
  /** Index of this window's first word in the record. */
  readonly firstWord: number;
  /**
   * Words [from, to) of this window, counted from its first, whose labels are this window's to learn and to give: each word of a
   * record is one window's own, that in which it has most context. All of them where there is one window.
   */
  readonly ownWords: { readonly from: number; readonly to: number };
  /** This window's index and how many there are. */
  readonly window: { readonly index: number; readonly count: number };
  /** True where the record goes on after its last window, which is as long as it was cut to. */
  readonly isCut?: boolean;
}

/**
 * True where a stretch of words is the window's to learn and to give: where its middle word is. A stretch that reaches over the
 * window's edge is in the window of its middle word as long as it is no longer than what neighbouring windows share.
 * @param from first word, counted from the window's first
 * @param to the word after the last
 */
export function ownsWords({ ownWords }: Pick<EncodedRecord, 'ownWords'>, from: number, to: number): boolean {
  const middle = Math.floor((from + to - 1) / 2);
  return middle >= ownWords.from && middle < ownWords.to;
}

/** The labels of a data set, in a fixed order. */
export interface LabelSet {
  /** Of records of the kind `relations`: the labels of the relations. */
  readonly names: readonly string[];
  /** Index of a label; undefined when unknown. */
  id(name: string): number | undefined;
  /** The labels of the spans, for records of the kind `relations`, whose spans have labels of their own. */
  readonly spans?: LabelSet;
}

/** A label set over names in the given order. */
export function createLabelSet(names: readonly string[], spanNames?: readonly string[]): LabelSet {
  const ids = new Map(names.map((name, id) => [name, id]));
  return { names, id: (name) => ids.get(name), ...(spanNames && { spans: createLabelSet(spanNames) }) };
}
