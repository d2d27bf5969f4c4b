import type { TokenizerDefinition } from '../definition.js';
import type { TemplateItem } from '../encoding/template.js';
import { formatAddedToken } from './format-added-token.js';

/** The text of a `tokenizer.json`, as Hugging Face's `tokenizers` writes and reads it. */
export function formatTokenizerJson(definition: TokenizerDefinition): string {
  const { addedTokens, decoder, normalization } = definition;
  const document = {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: addedTokens.map((token) => ({ id: token.id, content: token.content, ...formatAddedToken(token) })),
    normalizer: {
      type: 'BertNormalizer',
      clean_text: normalization.cleanText,
      handle_chinese_chars: normalization.handleChineseChars,
      strip_accents: normalization.stripAccents,
      lowercase: normalization.lowercase,
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: postProcessor(definition),
    decoder: decoder.prefix === '' ? null : { type: 'WordPiece', ...decoder },
  };
  const parts = JSON.stringify(document, null, 2).slice(0, -'\n}'.length);
  return `${parts},\n  "model": ${model(definition)}\n}\n`;
}

/** Written by hand: as a JavaScript object the vocabulary would lose the order of its ids, and a token named `__proto__`. */
function model(definition: TokenizerDefinition): string {
  const { continuationPrefix, tokens } = definition;
  const vocabulary = tokens
    .flatMap((token, id) => (token === '' ? [] : [`      ${JSON.stringify(token)}: ${id}`]))
    .join(',\n');
  const lines = (settings: Record<string, unknown>) =>
    Object.entries(settings).map(([key, value]) => `    ${JSON.stringify(key)}: ${JSON.stringify(value)}`);
  const shared = { unk_token: definition.specialTokens.unknown, continuing_subword_prefix: continuationPrefix };
  const parts =
    definition.model.type === 'WordPiece'
      ? lines({ type: 'WordPiece', ...shared, max_input_chars_per_word: definition.model.maxWordLength })
      : lines({
          type: 'BPE',
          dropout: null,
          ...shared,
          end_of_word_suffix: null,
          fuse_unk: definition.model.fuseUnknown,
          byte_fallback: false,
          ignore_merges: false,
        });
  parts.push(`    "vocab": {\n${vocabulary}\n    }`);
  if (definition.model.type === 'BPE') {
    const merges = definition.model.merges.map((merge) => `      ${JSON.stringify(merge)}`).join(',\n');
    parts.push(`    "merges": [\n${merges}\n    ]`);
  }
  return `{\n${parts.join(',\n')}\n  }`;
}

function postProcessor({ addedTokens, templates, tokens }: TokenizerDefinition): unknown {
  const names = new Map<number, string>([
    ...tokens.entries(),
    ...addedTokens.map(({ id, content }) => [id, content] as const),
  ]);
  const nameOf = (id: number) => names.get(id) ?? '';
  const item = (part: TemplateItem) =>
    part.kind === 'special'
      ? { SpecialToken: { id: nameOf(part.id), type_id: part.typeId } }
      : { Sequence: { id: part.side === 0 ? 'A' : 'B', type_id: part.typeId } };
  const used = new Set(
    [...templates.single, ...templates.pair].flatMap((part) => (part.kind === 'special' ? [part.id] : [])),
  );
  if (used.size === 0) return null;
  return {
    type: 'TemplateProcessing',
    single: templates.single.map(item),
    pair: templates.pair.map(item),
    special_tokens: Object.fromEntries(
      [...used].map((id) => [nameOf(id), { id: nameOf(id), ids: [id], tokens: [nameOf(id)] }]),
    ),
  };
}
