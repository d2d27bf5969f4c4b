import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { TokenizerError } from '@cloze/contracts';
import { BERT_SPECIAL_TOKENS, type TokenizerDefinition } from '../definition.js';
import { bertTemplates } from '../encoding/template.js';
import { SubwordTokenizer } from '../subword-tokenizer.js';
import { type Normalization, UNCASED } from '../text/normalization.js';
import { checkSpecialTokens } from '../vocabulary-of.js';
import { JsonNode } from './json-node.js';
import { largestId } from './largest-id.js';
import { parseTokenizerJson } from './parse-tokenizer-json.js';
import { parseTokenizerConfig, specialRoles, type TokenizerConfig } from './parse-tokenizer-config.js';
import { parseVocabFile } from './parse-vocab-file.js';
import { readTextFile } from './read-text-file.js';

/** For tokenizers whose files leave it open. */
export interface LoadDefaults {
  /** Holds for a bare `vocab.txt`, where no `tokenizer_config.json` says otherwise. */
  readonly normalization?: Normalization;
  /** Longest word in code points, for a bare `vocab.txt`; 100 as in BERT. */
  readonly maxWordLength?: number;
}

const CONFIG = 'tokenizer_config.json';

/**
 * Loads a tokenizer that cloze or Hugging Face wrote: a folder with `tokenizer.json`, or with `vocab.txt`, each beside an optional
 * `tokenizer_config.json`; or one of the two files itself.
 * @throws TokenizerError naming the file, the line and what is wrong there
 */
export async function loadTokenizer(path: string, defaults: LoadDefaults = {}): Promise<SubwordTokenizer> {
  const kind = await kindOf(path);
  const isFolder = kind === 'folder';
  const jsonFile = isFolder ? join(path, 'tokenizer.json') : path;
  const vocabFile = isFolder ? join(path, 'vocab.txt') : path;
  const config = isFolder ? await readConfig(join(path, CONFIG)) : NO_CONFIG;
  const readsJson = isFolder ? (await kindOf(jsonFile)) === 'file' : path.endsWith('.json');
  if (!readsJson && (await kindOf(vocabFile)) !== 'file') throw nothingThere(path, isFolder);
  const file = readsJson ? jsonFile : vocabFile;
  const text = await readTextFile(file);
  const definition = readsJson
    ? parseTokenizerJson(JsonNode.parse(file, text), config.specialTokens)
    : fromVocabFile(file, text, config, defaults);
  checkSpecialTokens(definition, file);
  return new SubwordTokenizer(definition);
}

const NO_CONFIG: TokenizerConfig = { specialTokens: {}, normalization: {}, addedTokens: [] };

async function readConfig(file: string): Promise<TokenizerConfig> {
  if ((await kindOf(file)) !== 'file') return NO_CONFIG;
  return parseTokenizerConfig(JsonNode.parse(file, await readTextFile(file)));
}

/** A WordPiece tokenizer around the tokens of a `vocab.txt`, with BERT's templates. */
function fromVocabFile(
  file: string,
  text: string,
  config: TokenizerConfig,
  defaults: LoadDefaults,
): TokenizerDefinition {
  const tokens = parseVocabFile(file, text);
  const most = largestId(tokens.length + config.addedTokens.length);
  const far = config.addedTokens.find(({ id }) => id > most);
  if (far) {
    throw new TokenizerError({
      what: `An added token of ${CONFIG} has an id far from those of the vocabulary`,
      where: file,
      received: `${far.id} for ${JSON.stringify(far.content)}`,
      allowed: `ids up to ${most}, beside ${tokens.length} lines`,
    });
  }
  const specialTokens = { ...BERT_SPECIAL_TOKENS, ...config.specialTokens };
  const ids = new Map(tokens.map((token, id) => [token, id]));
  const added = new Map(config.addedTokens.map((token) => [token.content, token]));
  for (const role of specialRoles()) {
    const content = specialTokens[role];
    const id = ids.get(content);
    if (id === undefined || added.has(content)) continue;
    added.set(content, {
      id,
      content,
      special: true,
      singleWord: false,
      stripLeft: false,
      stripRight: false,
      normalized: false,
    });
  }
  for (const { content, id } of added.values()) ids.set(content, id);
  return {
    model: { type: 'WordPiece', maxWordLength: defaults.maxWordLength ?? 100 },
    tokens,
    addedTokens: [...added.values()].sort((a, b) => a.id - b.id),
    specialTokens,
    continuationPrefix: '##',
    normalization: { ...UNCASED, ...defaults.normalization, ...config.normalization },
    templates: bertTemplates(ids.get(specialTokens.cls) ?? -1, ids.get(specialTokens.sep) ?? -1),
    decoder: { prefix: '##', cleanup: true },
  };
}

async function kindOf(path: string): Promise<'folder' | 'file' | 'nothing'> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return 'nothing';
  return found.isDirectory() ? 'folder' : 'file';
}

function nothingThere(path: string, isFolder: boolean): TokenizerError {
  return new TokenizerError({
    what: 'There is no tokenizer here',
    where: path,
    received: isFolder ? 'a folder without tokenizer.json and vocab.txt' : 'nothing of this name',
    allowed: 'a folder with tokenizer.json or vocab.txt, or one of these files',
    fix: 'train one with `cloze tokenizer train`, or give the folder of a BERT-style model',
  });
}
