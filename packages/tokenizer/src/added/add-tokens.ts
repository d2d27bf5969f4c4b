import { TokenizerError, type Vocabulary } from '@cloze/contracts';
import type { TokenizerDefinition } from '../definition.js';
import type { AddedToken } from './added-token.js';

/** A token to add: its text, or more. Special and looked for in the original text unless it says otherwise. */
export type NewToken = string | (Partial<Omit<AddedToken, 'id'>> & Pick<AddedToken, 'content'>);

/**
 * A definition with more tokens. A new one gets the id after the last; one that the vocabulary has already keeps its id.
 * @throws TokenizerError if a token is empty
 */
export function addTokens(
  definition: TokenizerDefinition,
  vocabulary: Vocabulary,
  tokens: readonly NewToken[],
): TokenizerDefinition {
  const added = new Map(definition.addedTokens.map((token) => [token.content, token]));
  let nextId = vocabulary.size;
  for (const token of tokens) {
    const wanted = typeof token === 'string' ? { content: token } : token;
    if (wanted.content === '') {
      throw new TokenizerError({
        what: 'An added token is empty',
        received: JSON.stringify(token),
        allowed: 'text of at least one character',
      });
    }
    const id = added.get(wanted.content)?.id ?? vocabulary.id(wanted.content) ?? nextId++;
    const defaults = { special: true, singleWord: false, stripLeft: false, stripRight: false };
    added.set(wanted.content, { ...defaults, normalized: wanted.special === false, ...wanted, id });
  }
  return { ...definition, addedTokens: [...added.values()].sort((a, b) => a.id - b.id) };
}
