import { tagParts, type EncodedRecord, type LabelSet, type TaggingRecord, type Targets } from '@cloze/contracts';
import { weightsOf, type ClassWeights } from '../classification/text-targets.js';
import { windowStarts } from '../records/window-starts.js';
import { tokensOfWord } from '../records/word-offsets.js';
import { wordTags } from './word-tags.js';

/** Which subwords of a word learn its tag. */
export type Labelling = 'first' | 'all';

/**
 * The tag of every subword that learns one: int32 `rows` (of the batch) and `labels`. Each window teaches the words that are its own. With
 * `all`, the rest of a word that begins a stretch continues it: B-X becomes I-X, where the label set has that.
 */
export function subwordTargets(
  windows: readonly EncodedRecord<TaggingRecord>[],
  labels: LabelSet,
  labelling: Labelling,
  classWeights?: ClassWeights,
): Targets {
  const starts = windowStarts(windows);
  const continued = Int32Array.from(labels.names, (name, id) => {
    const { place, type } = tagParts(name);
    return place === 'B' ? (labels.id(type === '' ? 'I' : `I-${type}`) ?? id) : id;
  });
  const rows: number[] = [];
  const ids: number[] = [];
  windows.forEach((window, i) => {
    const tags = wordTags(window, labels);
    if (tags === undefined) return;
    for (let word = window.ownWords.from; word < window.ownWords.to; word += 1) {
      const tag = tags[window.firstWord + word];
      const [from, to] = tokensOfWord(window, word);
      for (let token = from; token < (labelling === 'all' ? to : from + 1); token += 1) {
        rows.push(starts[i] + token);
        ids.push(token === from ? tag : continued[tag]);
      }
    }
  });
  const weights = weightsOf(labels, classWeights);
  return {
    arrays: { rows: Int32Array.from(rows), labels: Int32Array.from(ids), classWeights: weights },
    weight: ids.reduce((total, id) => total + weights[id], 0),
    reportWeights: { accuracy: ids.length },
  };
}
