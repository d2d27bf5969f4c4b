import { BERT_SPECIAL_TOKENS, type TokenizerDefinition } from '../definition.js';
import { bertTemplates } from '../encoding/template.js';
import { SubwordTokenizer } from '../subword-tokenizer.js';
import { UNCASED } from '../text/normalization.js';

const special = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'];

/** A WordPiece definition around a few tokens, whose ids start at 5. */
export function tinyDefinition(
  tokens: readonly string[],
  changes: Partial<TokenizerDefinition> = {},
): TokenizerDefinition {
  return {
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
    ...changes,
  };
}

/** A tokenizer of {@link tinyDefinition}. */
export function tinyTokenizer(tokens: readonly string[], changes: Partial<TokenizerDefinition> = {}): SubwordTokenizer {
  return new SubwordTokenizer(tinyDefinition(tokens, changes));
}
