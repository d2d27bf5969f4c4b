import { join } from 'node:path';
import { ModelError } from '@cloze/contracts';
import { isThere } from '../durable/publish-folder.js';
import { openSafetensors, type SafetensorsFile } from '../safetensors/safetensors-file.js';
import type { StoredTensor } from '../safetensors/safetensors-header.js';
import { canonicalKey } from './canonical-key.js';
import { INDEX_FILE, readShardIndex } from './shard-index.js';

/** The one file of weights that is not sharded. */
export const WEIGHTS_FILE = 'model.safetensors';

/** A tensor of a model folder and the file it is in. */
export interface ModelTensor {
  readonly stored: StoredTensor;
  readonly file: SafetensorsFile;
}

/** The weights of a model folder, open: their names and shapes are known, nothing is read yet. */
export interface ModelWeights {
  /** By the name cloze has for each: see `canonicalKey`. */
  readonly tensors: ReadonlyMap<string, ModelTensor>;
  close(): Promise<void>;
}

/**
 * Opens the weights of a folder: `model.safetensors`, or the files that `model.safetensors.index.json` names.
 * @throws ModelError for malformed files, for an index and files that disagree, for two keys of one parameter, and for formats
 * that are not read
 */
export async function openWeights(directory: string): Promise<ModelWeights> {
  const single = join(directory, WEIGHTS_FILE);
  if (await isThere(single)) return openAll(new Map([[single, undefined]]), directory);
  const index = join(directory, INDEX_FILE);
  if (!(await isThere(index))) throw await noWeights(directory);
  const keysByFile = new Map<string, Set<string>>();
  for (const [key, file] of await readShardIndex(index)) {
    const path = join(directory, file);
    const keys = keysByFile.get(path) ?? new Set<string>();
    keysByFile.set(path, keys.add(key));
  }
  return openAll(keysByFile, directory);
}

async function openAll(
  keysByFile: ReadonlyMap<string, ReadonlySet<string> | undefined>,
  directory: string,
): Promise<ModelWeights> {
  const files: SafetensorsFile[] = [];
  const close = async () => void (await Promise.all(files.map((file) => file.close())));
  try {
    const tensors = new Map<string, ModelTensor>();
    for (const [path, keys] of keysByFile) {
      const file = await openSafetensors(path);
      files.push(file);
      if (keys) checkAgainstIndex(file, keys);
      for (const stored of file.tensors.values()) add(tensors, stored, file, directory);
    }
    return { tensors, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function add(tensors: Map<string, ModelTensor>, stored: StoredTensor, file: SafetensorsFile, directory: string): void {
  const name = canonicalKey(stored.name);
  const before = tensors.get(name);
  if (before) {
    throw new ModelError({
      what: 'Two keys of a model folder stand for one parameter',
      where: directory,
      received: `${before.stored.name} and ${stored.name}`,
      allowed: `one of them, for ${name}`,
    });
  }
  tensors.set(name, { stored, file });
}

/** An index and its files must agree: otherwise a file is of another model. */
function checkAgainstIndex(file: SafetensorsFile, keys: ReadonlySet<string>): void {
  const missing = [...keys].filter((key) => !file.tensors.has(key));
  const extra = [...file.tensors.keys()].filter((key) => !keys.has(key));
  if (missing.length === 0 && extra.length === 0) return;
  throw new ModelError({
    what: 'A file of a sharded model does not hold what the index says',
    where: file.path,
    received: [listed('without', missing), listed('with', extra)].filter((part) => part !== '').join('; '),
    allowed: `the ${keys.size} keys that ${INDEX_FILE} gives it`,
    fix: 'get all files of the model again',
  });
}

function listed(word: string, names: readonly string[]): string {
  if (names.length === 0) return '';
  return `${word} ${names.slice(0, 5).join(', ')}${names.length > 5 ? ` and ${names.length - 5} more` : ''}`;
}

/** The error of a folder that has no weights cloze reads; says what to do with those it has. */
async function noWeights(directory: string): Promise<ModelError> {
  if (await isThere(join(directory, 'pytorch_model.bin'))) {
    return new ModelError({
      what: 'The weights of a model folder are in a format that can run code when it is read',
      where: directory,
      received: 'pytorch_model.bin',
      allowed: `${WEIGHTS_FILE}, or ${INDEX_FILE} and its files`,
      fix: `convert it in a place you trust: python -c "from transformers import AutoModel; AutoModel.from_pretrained('${directory}').save_pretrained('${directory}-safetensors')"`,
    });
  }
  return new ModelError({
    what: 'A folder has no weights of a model',
    where: directory,
    received: `neither ${WEIGHTS_FILE} nor ${INDEX_FILE}`,
    fix: 'give the folder of a model: it holds config.json and model.safetensors',
  });
}
