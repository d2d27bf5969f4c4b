import { createVocabulary, TokenizerError, type Vocabulary } from '@cloze/contracts';
import type { SpecialTokens, TokenizerDefinition } from './definition.js';

/**
 * The vocabulary of a definition: the model's tokens, then what was added. A missing `[MASK]` has id -1.
 * @throws TokenizerError if a token that every encoding needs is missing
 */
export function vocabularyOf(definition: TokenizerDefinition): Vocabulary {
  checkSpecialTokens(definition);
  const { specialTokens, addedTokens, continuationPrefix } = definition;
  const tokens = allTokens(definition);
  const ids = new Map(tokens.map((token, id) => [token, id]));
  const idOf = (role: keyof SpecialTokens) => ids.get(specialTokens[role]) ?? -1;
  const special = {
    pad: idOf('pad'),
    unknown: idOf('unknown'),
    cls: idOf('cls'),
    sep: idOf('sep'),
    mask: idOf('mask'),
  };
  const marked = addedTokens.filter((token) => token.special).map(({ id }) => id);
  const specialIds = [...new Set([...Object.values(special), ...marked])].filter((id) => id >= 0);
  return createVocabulary({ tokens, special, specialIds: specialIds.sort((a, b) => a - b), continuationPrefix });
}

/**
 * Checks that the tokens for padding, unknown words, and start and end of a text exist.
 * @param file that the definition is from, for the message
 * @throws TokenizerError naming the first that is missing
 */
export function checkSpecialTokens(definition: TokenizerDefinition, file?: string): void {
  const tokens = new Set(allTokens(definition));
  for (const role of ['unknown', 'cls', 'sep', 'pad'] as const) {
    const token = definition.specialTokens[role];
    if (tokens.has(token)) continue;
    throw new TokenizerError({
      what: `The vocabulary has no ${token}`,
      where: file,
      received: `${tokens.size} tokens, none of them ${token}`,
      allowed: `vocabularies with ${REASONS[role]}`,
      fix: `add ${token}, or name in tokenizer_config.json (${CONFIG_KEYS[role]}) the token that stands for it`,
    });
  }
}

const REASONS = {
  unknown: 'a token for words that they cannot spell',
  cls: 'a token for the start of a text',
  sep: 'a token for the end of a text',
  pad: 'a token for padding',
} as const;

const CONFIG_KEYS = { unknown: 'unk_token', cls: 'cls_token', sep: 'sep_token', pad: 'pad_token' } as const;

function allTokens({ tokens, addedTokens }: TokenizerDefinition): string[] {
  const all = tokens.slice();
  for (const { id, content } of addedTokens) {
    while (all.length < id) all.push('');
    all[id] = content;
  }
  return all;
}
