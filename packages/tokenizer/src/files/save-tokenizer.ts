import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { TokenizerError } from '@cloze/contracts';
import type { TokenizerDefinition } from '../definition.js';
import { formatTokenizerConfig } from './format-tokenizer-config.js';
import { formatTokenizerJson } from './format-tokenizer-json.js';
import { formatVocabFile } from './format-vocab-file.js';

/**
 * Writes a tokenizer's files into a folder, which is made if need be. Each file is written whole before it takes its name.
 * @throws TokenizerError if a file cannot be written, or a token cannot stand on a line of `vocab.txt`
 */
export async function saveTokenizer(definition: TokenizerDefinition, directory: string): Promise<void> {
  const files: [name: string, text: string][] = [
    ['tokenizer.json', formatTokenizerJson(definition)],
    ['tokenizer_config.json', formatTokenizerConfig(definition)],
  ];
  if (definition.model.type === 'WordPiece') files.push(['vocab.txt', formatVocabFile(definition)]);
  try {
    await mkdir(directory, { recursive: true });
    for (const [name, text] of files) await writeWhole(join(directory, name), text);
  } catch (cause) {
    const received = cause instanceof Error ? cause.message : String(cause);
    const fix = 'choose a folder that can be written to, with room on its disk';
    throw new TokenizerError({ what: 'The tokenizer cannot be saved', where: directory, received, fix }, { cause });
  }
}

async function writeWhole(path: string, text: string): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    const file = await open(temporary, 'w');
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
