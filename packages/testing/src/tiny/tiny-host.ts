import { createUnigramDistribution, KeyedRandom, type HostServices } from '@cloze/contracts';
import { tinyCorpus } from './tiny-corpus.js';
import { tinyVocabulary } from './tiny-vocabulary.js';

/** Host services over the tiny vocabulary, with the unigram distribution of the tiny corpus. */
export function tinyHost(seed = 1): HostServices {
  const vocabulary = tinyVocabulary();
  const counts = new Array<number>(vocabulary.size).fill(0);
  const corpus = tinyCorpus();
  const tokens = corpus.sentenceStarts[corpus.sentenceStarts.length - 1];
  for (const id of corpus.read(0, tokens).ids) counts[id] += 1;
  return {
    vocabulary,
    unigram: createUnigramDistribution(counts, (id) => vocabulary.isSpecial(id)),
    random: new KeyedRandom(seed),
  };
}
