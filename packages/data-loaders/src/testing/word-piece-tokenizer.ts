import type { Tokenizer } from '@cloze/contracts';
import { BERT_SPECIAL_TOKENS, bertTemplates, SubwordTokenizer, UNCASED } from '@cloze/tokenizer';

const special = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'];

/** An uncased WordPiece tokenizer over given tokens, whose ids start at 5. */
export function wordPieceTokenizer(tokens: readonly string[]): Tokenizer {
  return new SubwordTokenizer({
    model: { type: 'WordPiece', maxWordLength: 100 },
    tokens: [...special, ...tokens],
    addedTokens: special.map((content, id) => ({
      id,
      content,
      special: true,
      singleWord: false,
      stripLeft: false,
      stripRight: false,
      normalized: false,
    })),
    specialTokens: BERT_SPECIAL_TOKENS,
    continuationPrefix: '##',
    normalization: UNCASED,
    templates: bertTemplates(2, 3),
    decoder: { prefix: '##', cleanup: true },
  });
}
