import { TokenizerError } from '@cloze/contracts';
import type { TokenizerDefinition } from '../definition.js';

/**
 * The text of a `vocab.txt`: the model's tokens in the order of their ids, one a line; added tokens are in the other files.
 * @throws TokenizerError if a token has a line feed in it
 */
export function formatVocabFile({ tokens }: TokenizerDefinition): string {
  const broken = tokens.findIndex((token) => token.includes('\n'));
  if (broken >= 0) {
    throw new TokenizerError({
      what: 'A token cannot stand on a line of vocab.txt',
      received: `${JSON.stringify(tokens[broken])}, id ${broken}`,
      allowed: 'tokens without line feeds',
      fix: 'remove the token, or add it as an added token',
    });
  }
  return tokens.map((token) => `${token}\n`).join('');
}
