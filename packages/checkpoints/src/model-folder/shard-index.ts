import { ModelError } from '@cloze/contracts';
import { readJsonObject } from './read-json.js';

/** The index of weights that are split over files, as Hugging Face writes it. */
export const INDEX_FILE = 'model.safetensors.index.json';

const MAX_BYTES = 64 * 1024 * 1024;
/** A file of the folder itself: no separator, no drive, no leading dot, no control character. */
const SHARD = /^(?!\.)[^/\\:\u0000-\u001f]+\.safetensors$/;

/**
 * Reads which file holds which key.
 * @throws ModelError when the index is malformed or names a file outside the folder
 */
export async function readShardIndex(path: string): Promise<ReadonlyMap<string, string>> {
  const { weight_map: map } = await readJsonObject(path, MAX_BYTES);
  if (typeof map !== 'object' || map === null || Array.isArray(map)) {
    throw new ModelError({
      what: 'The index of a sharded model has no map of weights',
      where: path,
      received: JSON.stringify(map) ?? 'no weight_map',
      allowed: '"weight_map": an object from keys to file names',
    });
  }
  const files = new Map<string, string>();
  for (const [key, file] of Object.entries(map)) {
    if (typeof file !== 'string' || !SHARD.test(file)) {
      throw new ModelError({
        what: 'The index of a sharded model names a file that it may not',
        where: `${path}, key ${JSON.stringify(key)}`,
        received: JSON.stringify(file),
        allowed: 'the name of a .safetensors file in the same folder',
      });
    }
    files.set(key, file);
  }
  return files;
}
