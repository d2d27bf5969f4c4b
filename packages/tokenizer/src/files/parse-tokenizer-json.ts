import type { AddedToken } from '../added/added-token.js';
import {
  BERT_SPECIAL_TOKENS,
  type BpeDefinition,
  type SpecialTokens,
  type TokenizerDefinition,
  type WordPieceDefinition,
} from '../definition.js';
import type { DecoderSettings } from '../encoding/decode.js';
import { PLAIN_TEMPLATES, type Templates } from '../encoding/template.js';
import type { Normalization } from '../text/normalization.js';
import { mergedToken } from '../models/merged-token.js';
import type { JsonNode } from './json-node.js';
import { largestId } from './largest-id.js';
import { parseAddedToken } from './parse-added-token.js';
import { parseTemplates } from './parse-templates.js';

/**
 * A tokenizer as Hugging Face's `tokenizer.json` describes it: WordPiece, or BPE over characters, with BERT's normaliser and
 * pre-tokeniser. Its settings for truncation and padding are left aside, as transformers leaves them: callers say what they want cut.
 * @param names special tokens, where another file names them
 * @throws TokenizerError if anything is missing, contradicts itself or is of another kind
 */
export function parseTokenizerJson(root: JsonNode, names: Partial<SpecialTokens>): TokenizerDefinition {
  const version = root.get('version');
  if (version.value !== '1.0') {
    throw version.error({ what: 'Unknown version of the tokenizer.json format', allowed: '"1.0"' });
  }
  const modelNode = root.get('model');
  const model = parseModel(modelNode);
  const tokens = parseVocabulary(modelNode.get('vocab'));
  const ids = new Map(tokens.map((token, id) => [token, id]));
  checkMerges(modelNode, ids);
  const addedTokens = parseAddedTokens(root.get('added_tokens'), tokens, ids);
  for (const { content, id } of addedTokens) ids.set(content, id);
  const normalization = parseNormalizer(root.get('normalizer'));
  requirePreTokenizer(root.get('pre_tokenizer'));
  const postProcessor = root.get('post_processor');
  const templates = postProcessor.isAbsent ? PLAIN_TEMPLATES : parseTemplates(postProcessor, ids);
  const unknown = modelNode.get('unk_token').string(BERT_SPECIAL_TOKENS.unknown);
  return {
    model,
    tokens,
    addedTokens,
    specialTokens: { ...BERT_SPECIAL_TOKENS, ...framingTokens(templates, ids), ...names, unknown },
    continuationPrefix: modelNode.get('continuing_subword_prefix').string(model.type === 'WordPiece' ? '##' : ''),
    normalization,
    templates,
    decoder: parseDecoder(root.get('decoder')),
  };
}

function parseModel(model: JsonNode): WordPieceDefinition | BpeDefinition {
  // Early files do not name the type.
  const type =
    model.get('type').isAbsent && model.get('merges').isAbsent ? 'WordPiece' : model.get('type').string('BPE');
  if (type === 'WordPiece') {
    return { type, maxWordLength: model.get('max_input_chars_per_word').integer(1, 2 ** 31 - 1, 100) };
  }
  if (type !== 'BPE') {
    throw model.get('type').error({ what: 'Unknown type of tokenizer model', allowed: '"WordPiece", "BPE"' });
  }
  for (const [key, neutral] of UNSUPPORTED_IN_BPE) {
    const node = model.get(key);
    if (!node.isAbsent && node.value !== neutral) {
      throw node.error({
        what: 'A setting of BPE that cloze does not have',
        allowed: `${JSON.stringify(neutral)}, null`,
      });
    }
  }
  const merges = model.get('merges').items().map(parseMerge);
  return { type, merges, fuseUnknown: model.get('fuse_unk').boolean(false) };
}

/** Settings that would change the tokens, with the value that does nothing. */
const UNSUPPORTED_IN_BPE = [
  ['dropout', 0],
  ['end_of_word_suffix', ''],
  ['byte_fallback', false],
  ['ignore_merges', false],
] as const;

/** A merge is a pair of tokens or, in older files, both in one string. */
function parseMerge(merge: JsonNode): [string, string] {
  const parts = typeof merge.value === 'string' ? merge.value.split(' ') : merge.items().map((part) => part.string());
  if (parts.length !== 2) throw merge.error({ what: 'A merge is not of two tokens', allowed: '["a", "##b"], "a ##b"' });
  return [parts[0], parts[1]];
}

function checkMerges(model: JsonNode, ids: ReadonlyMap<string, number>): void {
  if (model.get('merges').isAbsent) return;
  const prefix = model.get('continuing_subword_prefix').string('');
  for (const node of model.get('merges').items()) {
    const [left, right] = parseMerge(node);
    const missing = [left, right, mergedToken(left, right, prefix)].find((token) => !ids.has(token));
    if (missing === undefined) continue;
    throw node.error({
      what: 'A merge has a token that model.vocab lacks',
      allowed: 'merges whose parts and product are in model.vocab',
      fix: `add ${JSON.stringify(missing)} to model.vocab, or remove the merge`,
    });
  }
}

function parseVocabulary(vocabulary: JsonNode): string[] {
  const tokens: string[] = [];
  const taken: boolean[] = [];
  const entries = vocabulary.entries();
  for (const [token, node] of entries) {
    const id = node.integer(0, largestId(entries.length));
    if (taken[id]) {
      throw node.error({
        what: 'Two tokens have the same id',
        received: `${id} for ${JSON.stringify(tokens[id])} and ${JSON.stringify(token)}`,
        allowed: 'every id once',
      });
    }
    while (tokens.length < id) tokens.push('');
    tokens[id] = token;
    taken[id] = true;
  }
  return tokens;
}

function parseAddedTokens(list: JsonNode, tokens: readonly string[], ids: ReadonlyMap<string, number>): AddedToken[] {
  if (list.isAbsent) return [];
  const items = list.items();
  return items.map((node) => {
    const token = parseAddedToken(node, node.get('id').integer(0, largestId(tokens.length + items.length)));
    const known = ids.get(token.content);
    const content = JSON.stringify(token.content);
    if (known !== undefined && known !== token.id) {
      throw node.get('id').error({
        what: 'An added token has another id than in model.vocab',
        received: `${token.id} for ${content}`,
        allowed: String(known),
      });
    }
    if (known === undefined && token.id < tokens.length) {
      throw node.get('id').error({
        what: 'An added token is missing from model.vocab',
        received: `${content} with id ${token.id}`,
        allowed: `tokens of model.vocab, and ids from ${tokens.length} for others`,
        fix: `add ${content}: ${token.id} to model.vocab`,
      });
    }
    return token;
  });
}

function parseNormalizer(normalizer: JsonNode): Normalization {
  if (normalizer.isAbsent) {
    return { cleanText: false, handleChineseChars: false, stripAccents: false, lowercase: false };
  }
  requireType(normalizer, 'normaliser', ['BertNormalizer']);
  const accents = normalizer.get('strip_accents');
  return {
    cleanText: normalizer.get('clean_text').boolean(true),
    handleChineseChars: normalizer.get('handle_chinese_chars').boolean(true),
    stripAccents: accents.isAbsent ? null : accents.boolean(),
    lowercase: normalizer.get('lowercase').boolean(true),
  };
}

function requirePreTokenizer(preTokenizer: JsonNode): void {
  requireType(preTokenizer, 'pre-tokeniser', ['BertPreTokenizer']);
}

/** @throws TokenizerError if a part of the pipeline is not of a type that cloze has */
function requireType(node: JsonNode, part: string, allowed: readonly string[]): string {
  const type = node.get('type').value;
  if (typeof type === 'string' && allowed.includes(type)) return type;
  throw (node.isAbsent ? node : node.get('type')).error({
    what: `Unknown type of ${part}`,
    allowed: allowed.map((name) => `"${name}"`).join(', '),
    fix: 'use the tokenizer of a BERT-style model, or train one',
  });
}

function parseDecoder(decoder: JsonNode): DecoderSettings {
  if (decoder.isAbsent) return { prefix: '', cleanup: false };
  requireType(decoder, 'decoder', ['WordPiece']);
  return { prefix: decoder.get('prefix').string('##'), cleanup: decoder.get('cleanup').boolean(true) };
}

/** The tokens that stand first and last around a single text. */
function framingTokens(templates: Templates, ids: ReadonlyMap<string, number>): Partial<SpecialTokens> {
  const nameOf = (id: number) => [...ids].find(([, other]) => other === id)?.[0];
  const first = templates.single[0];
  const last = templates.single.at(-1);
  return {
    ...(first?.kind === 'special' && { cls: nameOf(first.id) }),
    ...(last?.kind === 'special' && { sep: nameOf(last.id) }),
  };
}
