import type { TokenizerDefinition } from '../definition.js';
import { formatAddedToken } from './format-added-token.js';
import { configKeyOf, specialRoles } from './parse-tokenizer-config.js';

/** The text of a `tokenizer_config.json` with which transformers loads the tokenizer. */
export function formatTokenizerConfig(definition: TokenizerDefinition): string {
  const { addedTokens, model, normalization, specialTokens, tokens } = definition;
  const known = new Set([...tokens, ...addedTokens.map(({ content }) => content)]);
  const named = specialRoles().filter((role) => known.has(specialTokens[role]));
  const config = {
    tokenizer_class: model.type === 'WordPiece' ? 'BertTokenizer' : 'PreTrainedTokenizerFast',
    do_lower_case: normalization.lowercase,
    strip_accents: normalization.stripAccents,
    tokenize_chinese_chars: normalization.handleChineseChars,
    ...Object.fromEntries(named.map((role) => [configKeyOf(role), specialTokens[role]])),
    added_tokens_decoder: Object.fromEntries(
      addedTokens.map((token) => [String(token.id), { content: token.content, ...formatAddedToken(token) }]),
    ),
  };
  return `${JSON.stringify(config, null, 2)}\n`;
}
