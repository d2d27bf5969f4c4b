import { KeyedRandom } from '@cloze/contracts';
import { memoryCorpus } from '../corpus/memory-corpus.js';
import type { CorpusSplit } from '../corpus/corpus-split.js';
import { pieceTokenizer } from './piece-tokenizer.js';

/** Sentences of random words, the same for the same seed. */
export function randomSentences(seed: number, documents: number, mostSentences = 12): string[][] {
  const random = new KeyedRandom(seed).stream('test/text');
  const word = () =>
    Array.from({ length: 1 + random.below(7) }, () => String.fromCharCode(97 + random.below(26))).join('');
  const sentence = () => Array.from({ length: 1 + random.below(12) }, word).join(' ');
  return Array.from({ length: documents }, () => Array.from({ length: 1 + random.below(mostSentences) }, sentence));
}

/** A split of random documents, in memory. */
export function randomSplit(seed: number, documents: number): CorpusSplit {
  const tokenizer = pieceTokenizer();
  const tokenized = randomSentences(seed, documents).map((sentences) =>
    sentences.map((text) => tokenizer.tokenize(text)),
  );
  return memoryCorpus(tokenized, tokenizer.vocabulary.size);
}
