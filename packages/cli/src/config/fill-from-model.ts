import { relative, resolve } from 'node:path';
import { ConfigError, silentLogger } from '@cloze/contracts';
import type { PluginTable } from '@cloze/registry';
import { loadTokenizer } from '@cloze/tokenizer';
import { openModelSource } from '../model/model-source.js';
import { isJsonObject, type JsonObject, type JsonValue } from './json-value.js';
import { mergePhase } from './merge-phase.js';

/** A model that a run goes on from. */
export interface InitialModel {
  /** Absolute. */
  readonly directory: string;
  /** Entries of its word embeddings: at least as many as its tokenizer has. */
  readonly vocabularySize: number;
}

/** A config whose `model` was looked at. */
export interface FilledFromModel {
  /** With the encoder and the tokenizer of the model. */
  readonly config: JsonObject;
  readonly initial?: InitialModel;
}

const TOKENIZER_PLUGINS = { WordPiece: 'wordpiece.v1', BPE: 'bpe.v1' } as const;

/**
 * Fills in what a config leaves to its `model`: encoder and tokenizer. Other options of the encoder that the config names, such as
 * `dropout`, win over the model's own.
 * @param directory where relative paths start
 * @throws ModelError for what is no model, ConfigError for a tokenizer that is not the model's
 */
export async function fillFromModel(
  config: JsonObject,
  directory: string,
  table: PluginTable,
): Promise<FilledFromModel> {
  const { model } = config;
  if (typeof model !== 'string' || model === '') return { config };
  const folder = resolve(directory, model);
  const source = await openModelSource(folder, table, silentLogger, 'encoder');
  try {
    const { plugin, options } = source.parts.encoder;
    const encoder = { use: plugin.name, ...(JSON.parse(JSON.stringify(options)) as JsonObject) };
    const { definition, vocabulary } = await loadTokenizer(source.tokenizer);
    const path = relative(directory, source.tokenizer) || '.';
    requireSameTokenizer(config['tokenizer'], directory, source.tokenizer, path);
    const tokenizer = { use: TOKENIZER_PLUGINS[definition.model.type], path };
    return {
      config: {
        ...config,
        encoder: over(encoder, config['encoder']),
        tokenizer: over(tokenizer, config['tokenizer']),
      },
      initial: {
        directory: folder,
        vocabularySize: Math.max(source.vocabularySize ?? 0, vocabulary.size),
      },
    };
  } finally {
    await source.close();
  }
}

/** What the config says laid over what the model has; what is no object is left for its own check to refuse. */
function over(own: JsonObject, given: JsonValue | undefined): JsonValue {
  if (given === undefined) return own;
  return isJsonObject(given) ? mergePhase(own, given) : given;
}

function requireSameTokenizer(given: JsonValue | undefined, directory: string, own: string, path: string): void {
  if (!isJsonObject(given) || typeof given['path'] !== 'string' || resolve(directory, given['path']) === own) return;
  throw new ConfigError({
    what: 'A model goes on with its own tokenizer, whose entries its word embeddings stand for',
    where: 'tokenizer.path',
    received: JSON.stringify(given['path']),
    allowed: JSON.stringify(path),
    fix: 'remove it, and name new words in "tokenizer.addTokens"',
  });
}
