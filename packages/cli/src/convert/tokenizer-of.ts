import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isThere, writeAtomically, type ModelFolder } from '@cloze/checkpoints';
import { ClozeError, type Logger, type Tokenizer } from '@cloze/contracts';
import { loadTokenizer } from '@cloze/tokenizer';

/** Files of a tokenizer in a folder of transformers. */
const FILES = [
  'tokenizer.json',
  'tokenizer_config.json',
  'special_tokens_map.json',
  'added_tokens.json',
  'vocab.txt',
  'merges.txt',
];

/**
 * The tokenizer that goes with a model into a new folder. Files of transformers that cloze cannot read are copied as they are, with a warning: the
 * conversion is of the weights.
 * @returns undefined for a folder without one
 * @throws TokenizerError for files that cloze should have written and cannot read
 */
export async function tokenizerOf(
  { directory, manifest }: Pick<ModelFolder, 'directory' | 'manifest'>,
  log: Pick<Logger, 'warn'>,
): Promise<Pick<Tokenizer, 'save'> | undefined> {
  const there = (name: string) => isThere(join(directory, name));
  if (!(await there('tokenizer.json')) && !(await there('vocab.txt'))) {
    log.warn('the folder has no tokenizer: the new one will have none either');
    return undefined;
  }
  try {
    return await loadTokenizer(directory);
  } catch (error) {
    if (manifest !== undefined || !ClozeError.is(error)) throw error;
    const found: string[] = [];
    for (const name of FILES) if (await isFile(join(directory, name))) found.push(name);
    const reason = error.message.split('\n')[0];
    log.warn(
      `cloze cannot read the tokenizer (${reason}): its files are copied as they are, and the new folder loads in transformers only: ${found.join(', ')}`,
    );
    return {
      save: async (target) => {
        for (const name of found) {
          const content = createReadStream(join(directory, name));
          await writeAtomically(join(target, name), async (handle) => {
            for await (const bytes of content) await handle.writeFile(bytes as Buffer);
          });
        }
      },
    };
  }
}

/** A pipe would have nothing to copy for ever. */
async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}
