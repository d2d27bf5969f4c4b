import { TokenizerError } from '@cloze/contracts';
import type { SubwordTokenizer } from '../subword-tokenizer.js';

const PLUGINS = { WordPiece: 'wordpiece.v1', BPE: 'bpe.v1' } as const;

/**
 * A loaded tokenizer, if its model is of the type that a plugin stands for.
 * @throws TokenizerError naming the plugin that reads it
 */
export function requireModel(
  tokenizer: SubwordTokenizer,
  type: keyof typeof PLUGINS,
  directory: string,
): SubwordTokenizer {
  const found = tokenizer.definition.model.type;
  if (found === type) return tokenizer;
  throw new TokenizerError({
    what: `The tokenizer is not what ${PLUGINS[type]} reads`,
    where: directory,
    received: `a model of type ${found}`,
    allowed: `a model of type ${type}`,
    fix: `use "${PLUGINS[found]}"`,
  });
}
