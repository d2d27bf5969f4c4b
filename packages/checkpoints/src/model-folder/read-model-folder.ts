import { join } from 'node:path';
import { ModelError } from '@cloze/contracts';
import { isThere, previousOf } from '../durable/publish-folder.js';
import { MANIFEST_FILE, parseManifest, type ModelManifest } from './model-manifest.js';
import { openWeights, type ModelWeights } from './model-weights.js';
import { readJsonObject } from './read-json.js';
import { architectureOf } from './tensor-layout.js';

/** The description of a model that other ecosystems read. */
export const CONFIG_FILE = 'config.json';

/** The same of TensorFlow's BERT, which names no kind of model: there is one. */
const TENSORFLOW_CONFIG_FILE = 'bert_config.json';

const MAX_BYTES = 16 * 1024 * 1024;

/** A model folder, open: what describes the model is read, its weights are not. Close it when they are. */
export interface ModelFolder {
  readonly directory: string;
  /** `config.json`. */
  readonly config: Readonly<Record<string, unknown>>;
  /** `cloze.json`, which folders of other makers do not have. */
  readonly manifest: ModelManifest | undefined;
  readonly weights: ModelWeights;
  close(): Promise<void>;
}

/**
 * Opens a folder that cloze or transformers wrote: `config.json`, `model.safetensors` (or its shards), and `cloze.json` where there is one; or
 * a TensorFlow 1 checkpoint of BERT with its `bert_config.json`.
 * The tokenizer's files are the tokenizer's to read.
 * @throws ModelError naming what is absent or malformed
 */
export async function readModelFolder(directory: string): Promise<ModelFolder> {
  const config = await readConfig(directory);
  const manifestPath = join(directory, MANIFEST_FILE);
  const manifest = (await isThere(manifestPath))
    ? parseManifest(await readJsonObject(manifestPath, MAX_BYTES), manifestPath)
    : undefined;
  const weights = await openWeights(directory, architectureOf(config));
  return { directory, config, manifest, weights, close: () => weights.close() };
}

async function readConfig(directory: string): Promise<Readonly<Record<string, unknown>>> {
  const path = join(directory, CONFIG_FILE);
  if (await isThere(path)) {
    const config = await readJsonObject(path, MAX_BYTES);
    // Both are names of TensorFlow's file; what only that has tells it from a transformers config without a model type.
    return 'model_type' in config || !('pooler_type' in config) ? config : { model_type: 'bert', ...config };
  }
  const tensorflowPath = join(directory, TENSORFLOW_CONFIG_FILE);
  if (await isThere(tensorflowPath))
    return { model_type: 'bert', ...(await readJsonObject(tensorflowPath, MAX_BYTES)) };
  throw await notAModel(directory);
}

async function notAModel(directory: string): Promise<ModelError> {
  const previous = previousOf(directory);
  const interrupted = !(await isThere(directory)) && (await isThere(previous));
  return new ModelError({
    what: 'A folder is no model folder',
    where: directory,
    received: (await isThere(directory)) ? `no ${CONFIG_FILE}` : 'nothing of this name',
    allowed: `a folder with ${CONFIG_FILE} and weights`,
    ...(interrupted && { fix: `its replacement was interrupted: rename ${previous} back` }),
  });
}
