import type { Corpus, View, Vocabulary } from '@cloze/contracts';
import { startsOf, untouchedView } from '@cloze/contracts';

/** Tokens [start, end) of a corpus. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/**
 * `[CLS] first [SEP] second [SEP] …` as a view. The tokens of stretch i and the separator after it are of segment
 * `segments[i]`; `[CLS]` is of the first one's segment. The first token of a stretch counts as a word start also where a long
 * sentence was cut within a word, so that every token belongs to a word.
 */
export function viewOfStretches(
  stretches: readonly Stretch[],
  segments: readonly number[],
  corpus: Corpus,
  vocabulary: Vocabulary,
): View {
  const length = stretches.reduce((sum, { start, end }) => sum + end - start + 1, 1);
  const inputIds = new Int32Array(length);
  const segmentIds = new Int32Array(length);
  const special = new Uint8Array(length);
  const wordStarts = new Uint8Array(length);
  inputIds[0] = vocabulary.special.cls;
  segmentIds[0] = segments[0];
  special[0] = 1;
  let at = 1;
  stretches.forEach(({ start, end }, i) => {
    const text = corpus.read(start, end);
    inputIds.set(text.ids, at);
    wordStarts.set(text.wordStarts, at);
    wordStarts[at] = 1;
    const separator = at + end - start;
    inputIds[separator] = vocabulary.special.sep;
    special[separator] = 1;
    segmentIds.fill(segments[i], at, separator + 1);
    at = separator + 1;
  });
  return untouchedView({ inputIds, segmentIds, special, wordStarts });
}

/** `[CLS] text [SEP]` for each stretch, end to end in one view as parts of their own: positions start anew, and attention stays within. */
export function viewOfParts(stretches: readonly Stretch[], corpus: Corpus, vocabulary: Vocabulary): View {
  const parts = stretches.map((stretch) => viewOfStretches([stretch], [0], corpus, vocabulary));
  const partStarts = startsOf(parts);
  const length = partStarts[parts.length];
  const inputIds = new Int32Array(length);
  const positionIds = new Int32Array(length);
  const special = new Uint8Array(length);
  const wordStarts = new Uint8Array(length);
  parts.forEach((part, i) => {
    inputIds.set(part.inputIds, partStarts[i]);
    positionIds.set(part.positionIds, partStarts[i]);
    special.set(part.special, partStarts[i]);
    wordStarts.set(part.wordStarts, partStarts[i]);
  });
  return untouchedView({ inputIds, segmentIds: new Int32Array(length), special, wordStarts, positionIds, partStarts });
}
