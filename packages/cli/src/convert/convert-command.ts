import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { convertModelFolder, readModelFolder } from '@cloze/checkpoints';
import { loadTokenizer } from '@cloze/tokenizer';
import { createLog } from '../output/log.js';
import { print, printJson } from '../output/print.js';
import type { ConvertFlags } from './convert.js';

/** `cloze convert`. */
export async function convertCommand(from: string, to: string, { allowMissing, json }: ConvertFlags): Promise<void> {
  const log = createLog();
  const folder = await readModelFolder(from);
  try {
    const tokenizer = (await hasTokenizer(from)) ? await loadTokenizer(from) : undefined;
    if (tokenizer === undefined) log.warn('the folder has no tokenizer: the new one will have none either');
    const report = await convertModelFolder(folder, to, { tokenizer, allowMissing });
    if (report.missing.length > 0)
      log.warn(`left out, because the folder has no such weights: ${report.missing.join(', ')}`);
    if (json) printJson({ out: to, ...report });
    else print(`${to}: ${report.written.length} tensors`);
  } finally {
    await folder.close();
  }
}

async function hasTokenizer(directory: string): Promise<boolean> {
  const there = await Promise.all(
    ['tokenizer.json', 'vocab.txt'].map((name) =>
      stat(join(directory, name)).then(
        () => true,
        () => false,
      ),
    ),
  );
  return there.includes(true);
}
