import { OUTSIDE, type EncodedRecord, type LabelSet, type TaggingRecord, type TagsPrediction } from '@cloze/contracts';
import { wordCount, wordOffset } from '../records/word-offsets.js';

/** Scores of the words that are a window's own. */
export type OwnScores = Float64Array; // [own words * tags]

/** The scores of all words of a record, each from the window whose own it is. */
export function joinScores(windows: readonly OwnScores[]): Float64Array {
  const joined = new Float64Array(windows.reduce((total, { length }) => total + length, 0));
  let at = 0;
  for (const scores of windows) {
    joined.set(scores, at);
    at += scores.length;
  }
  return joined;
}

/**
 * The tags of a record's words. Given words that were cut off are outside, with probability 0: nothing was read of them.
 * @param tags of the words that were read, by index in the label set
 * @param probabilities of those tags
 */
export function tagsPrediction(
  tags: Int32Array,
  probabilities: Float64Array,
  windows: readonly EncodedRecord<TaggingRecord>[],
  labels: LabelSet,
): TagsPrediction {
  const words = Math.max(tags.length, windows[0].record.words?.length ?? 0);
  const outside = labels.id(OUTSIDE) === undefined ? labels.names[0] : OUTSIDE;
  const given = windows[0].record.wordOffsets;
  const offsets: [number, number][] = Array.from({ length: words }, (_, word) =>
    given === undefined ? [0, 0] : [given[2 * word], given[2 * word + 1]],
  );
  for (const window of windows) {
    for (let word = 0; word < wordCount(window); word += 1)
      offsets[window.firstWord + word] = [...wordOffset(window, word)];
  }
  return {
    tags: Array.from({ length: words }, (_, word) => (word < tags.length ? labels.names[tags[word]] : outside)),
    probabilities: Array.from({ length: words }, (_, word) => probabilities[word] ?? 0),
    offsets,
  };
}
