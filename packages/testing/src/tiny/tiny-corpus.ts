import { KeyedRandom, type Corpus } from '@cloze/contracts';
import { tinyVocabulary } from './tiny-vocabulary.js';

/** How large a corpus to make. */
export interface TinyCorpusSize {
  readonly documents?: number;
  /** Sentences of each document. */
  readonly sentences?: number;
  readonly seed?: number;
}

/**
 * A tokenised corpus in memory over {@link tinyVocabulary}, always the same for the same size and seed: sentences of 2 to 7
 * words, a third of which are followed by a continuation.
 */
export function tinyCorpus({ documents = 4, sentences = 6, seed = 0 }: TinyCorpusSize = {}): Corpus {
  const vocabulary = tinyVocabulary();
  const words: number[] = [];
  const pieces: number[] = [];
  for (let id = 0; id < vocabulary.size; id += 1) {
    if (!vocabulary.isSpecial(id)) (vocabulary.continuesWord(id) ? pieces : words).push(id);
  }
  const random = new KeyedRandom(seed).stream('tiny-corpus');
  const ids: number[] = [];
  const wordStarts: number[] = [];
  const documentStarts = [0];
  const sentenceStarts = [0];
  for (let document = 0; document < documents; document += 1) {
    for (let sentence = 0; sentence < sentences; sentence += 1) {
      for (let word = 2 + random.below(6); word > 0; word -= 1) {
        ids.push(words[random.below(words.length)]);
        wordStarts.push(1);
        if (random.below(3) > 0) continue;
        ids.push(pieces[random.below(pieces.length)]);
        wordStarts.push(0);
      }
      sentenceStarts.push(ids.length);
    }
    documentStarts.push(sentenceStarts.length - 1);
  }
  return {
    documentStarts: Uint32Array.from(documentStarts),
    sentenceStarts: Float64Array.from(sentenceStarts),
    read: (start, end) => ({
      ids: Int32Array.from(ids.slice(start, end)),
      wordStarts: Uint8Array.from(wordStarts.slice(start, end)),
    }),
  };
}
