import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ModelError } from '@cloze/contracts';
import { isThere } from '../durable/publish-folder.js';
import { openSafetensors, type SafetensorsFile } from '../safetensors/safetensors-file.js';
import type { StoredTensor, TensorFile } from '../tensors/tensor-file.js';
import { openTensorflowWeights } from '../tensorflow/open-tensorflow-weights.js';
import { canonicalKey } from './canonical-key.js';
import { INDEX_FILE, readShardIndex } from './shard-index.js';

/** The one file of weights that is not sharded. */
export const WEIGHTS_FILE = 'model.safetensors';

/** The index of a TensorFlow checkpoint. */
const CHECKPOINT_INDEX = /\.ckpt(?:-\d+)?\.index$/;

/** A tensor of a model folder and the file it is in. */
export interface ModelTensor {
  readonly stored: StoredTensor;
  readonly file: TensorFile;
}

/** The weights of a model folder, open: their names and shapes are known, nothing is read yet. */
export interface ModelWeights {
  /** By the name cloze has for each: see `canonicalKey`. */
  readonly tensors: ReadonlyMap<string, ModelTensor>;
  close(): Promise<void>;
}

/**
 * Opens the weights of a folder: `model.safetensors`, or the files that `model.safetensors.index.json` names, or a TensorFlow 1 checkpoint.
 * @param architecture the class that the folder's config names, for the message of a folder that has to be converted first
 * @throws ModelError for malformed files, for an index and files that disagree, for two keys of one parameter, and for formats
 * that are not read
 */
export async function openWeights(directory: string, architecture: string): Promise<ModelWeights> {
  const single = join(directory, WEIGHTS_FILE);
  if (await isThere(single)) return openAll(new Map([[single, undefined]]), directory);
  const index = join(directory, INDEX_FILE);
  if (!(await isThere(index))) {
    const checkpoint = await tensorflowCheckpoint(directory);
    if (checkpoint === undefined) throw await noWeights(directory, architecture);
    return collect([await openTensorflowWeights(checkpoint)], directory);
  }
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
  try {
    for (const [path, keys] of keysByFile) {
      const file = await openSafetensors(path);
      files.push(file);
      if (keys) checkAgainstIndex(file, keys);
    }
  } catch (error) {
    await closeAll(files);
    throw error;
  }
  return collect(files, directory);
}

/** The tensors of all files under cloze's names; closes the files where that fails. */
async function collect(files: readonly TensorFile[], directory: string): Promise<ModelWeights> {
  try {
    const tensors = new Map<string, ModelTensor>();
    for (const file of files) for (const stored of file.tensors.values()) add(tensors, stored, file, directory);
    return { tensors, close: () => closeAll(files) };
  } catch (error) {
    await closeAll(files);
    throw error;
  }
}

async function closeAll(files: readonly TensorFile[]): Promise<void> {
  await Promise.all(files.map((file) => file.close()));
}

/**
 * The prefix of a folder's TensorFlow checkpoint; undefined where there is none.
 * @throws ModelError for several: which one is meant is not guessed
 */
async function tensorflowCheckpoint(directory: string): Promise<string | undefined> {
  const found = (await readdir(directory)).filter((name) => CHECKPOINT_INDEX.test(name)).sort();
  if (found.length > 1) {
    throw new ModelError({
      what: 'A folder holds several TensorFlow checkpoints',
      where: directory,
      received: found.slice(0, 5).join(', ') + (found.length > 5 ? ', …' : ''),
      allowed: 'the files of one',
      fix: 'move the others to another folder',
    });
  }
  return found.length === 0 ? undefined : join(directory, found[0].slice(0, -'.index'.length));
}

function add(tensors: Map<string, ModelTensor>, stored: StoredTensor, file: TensorFile, directory: string): void {
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

/** Weights that Python's pickle reads, in one file or several. */
const PICKLED = ['pytorch_model.bin', 'pytorch_model.bin.index.json'];

/** The error of a folder that has no weights cloze reads; says what to do with those it has. */
async function noWeights(directory: string, architecture: string): Promise<ModelError> {
  for (const name of PICKLED) {
    if (!(await isThere(join(directory, name)))) continue;
    // The class that the config names takes its head along. Its name goes into a command: nothing but a name will do.
    const model = /^[A-Za-z]\w*$/.test(architecture) ? architecture : 'AutoModel';
    return new ModelError({
      what: 'The weights of a model folder are in a format that can run code when it is read',
      where: directory,
      received: name,
      allowed: `${WEIGHTS_FILE}, or ${INDEX_FILE} and its files`,
      fix: `convert it in a place you trust: python -c "from transformers import ${model}; ${model}.from_pretrained('${directory}').save_pretrained('${directory}-safetensors')"`,
    });
  }
  return new ModelError({
    what: 'A folder has no weights of a model',
    where: directory,
    received: `neither ${WEIGHTS_FILE} nor ${INDEX_FILE} nor a TensorFlow checkpoint`,
    fix: 'give the folder of a model: it holds config.json and model.safetensors',
  });
}
