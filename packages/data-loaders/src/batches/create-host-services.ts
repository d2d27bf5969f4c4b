import {
  createUnigramDistribution,
  createVocabulary,
  KeyedRandom,
  type HostServices,
  type VocabularyData,
} from '@cloze/contracts';

/** Host services from plain data, the same in any thread. Special tokens and `[UNK]` have probability 0 in the unigram distribution. */
export function createHostServices(data: VocabularyData, unigramCounts: ArrayLike<number>, seed: number): HostServices {
  const vocabulary = createVocabulary(data);
  const excluded = (id: number) => vocabulary.isSpecial(id) || id === data.special.unknown;
  return {
    vocabulary,
    unigram: createUnigramDistribution(unigramCounts, excluded),
    random: new KeyedRandom(seed),
  };
}
