import type { AddedToken } from '../added/added-token.js';
import { BERT_SPECIAL_TOKENS, type SpecialTokens } from '../definition.js';
import type { Normalization } from '../text/normalization.js';
import type { JsonNode } from './json-node.js';
import { parseAddedToken } from './parse-added-token.js';

/** What `tokenizer_config.json` tells: what it leaves out is absent. */
export interface TokenizerConfig {
  readonly specialTokens: Partial<SpecialTokens>;
  readonly normalization: Partial<Normalization>;
  readonly addedTokens: readonly AddedToken[];
}

const KEYS: Record<keyof SpecialTokens, string> = {
  pad: 'pad_token',
  unknown: 'unk_token',
  cls: 'cls_token',
  sep: 'sep_token',
  mask: 'mask_token',
};

/** @throws TokenizerError if a value has the wrong type */
export function parseTokenizerConfig(config: JsonNode): TokenizerConfig {
  const specialTokens: Partial<Record<keyof SpecialTokens, string>> = {};
  for (const role of specialRoles()) {
    const node = config.get(KEYS[role]);
    // A name, or an object with the name and how to match it.
    if (!node.isAbsent)
      specialTokens[role] = typeof node.value === 'string' ? node.value : node.get('content').string();
  }
  const normalization: Partial<{ -readonly [Key in keyof Normalization]: Normalization[Key] }> = {};
  const [lowercase, accents, chinese] = ['do_lower_case', 'strip_accents', 'tokenize_chinese_chars'].map((key) =>
    config.get(key),
  );
  if (!lowercase.isAbsent) normalization.lowercase = lowercase.boolean();
  if (!accents.isAbsent) normalization.stripAccents = accents.boolean();
  if (!chinese.isAbsent) normalization.handleChineseChars = chinese.boolean();
  const added = config.get('added_tokens_decoder');
  const addedTokens = added.isAbsent
    ? []
    : added.entries().map(([id, token]) => parseAddedToken(token, idOf(id, token)));
  return { specialTokens, normalization, addedTokens };
}

/** Every role a special token can have. */
export function specialRoles(): (keyof SpecialTokens)[] {
  return Object.keys(BERT_SPECIAL_TOKENS).filter((key): key is keyof SpecialTokens => key in KEYS);
}

/** The key of a role in `tokenizer_config.json`. */
export function configKeyOf(role: keyof SpecialTokens): string {
  return KEYS[role];
}

function idOf(key: string, token: JsonNode): number {
  const id = Number(key);
  if (/^\d+$/.test(key) && Number.isSafeInteger(id)) return id;
  throw token.error({
    what: 'The key of an added token is no id',
    received: JSON.stringify(key),
    allowed: 'whole numbers from 0 on',
  });
}
