import { createVocabulary, type Vocabulary } from '@cloze/contracts';

const SPECIAL = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'];
const WORDS = ['the', 'a', 'cat', 'dog', 'bird', 'sat', 'ran', 'sang', 'on', 'under', 'mat', 'tree', 'play', 'walk'];
const PIECES = ['##s', '##ed', '##ing', '##er'];

/** 23 tokens in BERT's manner: five special ones (ids 0 to 4), fourteen words, four continuations. */
export function tinyVocabulary(): Vocabulary {
  return createVocabulary({
    tokens: [...SPECIAL, ...WORDS, ...PIECES],
    special: { pad: 0, unknown: 1, cls: 2, sep: 3, mask: 4 },
    specialIds: [0, 1, 2, 3, 4],
    continuationPrefix: '##',
  });
}
