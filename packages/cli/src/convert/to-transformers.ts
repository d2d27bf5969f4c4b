import { join } from 'node:path';
import { convertModelFolder, isThere, readModelFolder } from '@cloze/checkpoints';
import { loadTokenizer } from '@cloze/tokenizer';
import { createLog } from '../output/log.js';
import { print, printJson } from '../output/print.js';
import type { ConvertFlags } from './convert.js';

/** `cloze convert --to transformers`: tensor by tensor, without building the model. */
export async function toTransformers(from: string, to: string, { allowMissing, json }: ConvertFlags): Promise<void> {
  const log = createLog();
  const folder = await readModelFolder(from);
  try {
    const hasTokenizer = (await isThere(join(from, 'tokenizer.json'))) || (await isThere(join(from, 'vocab.txt')));
    if (!hasTokenizer) log.warn('the folder has no tokenizer: the new one will have none either');
    const tokenizer = hasTokenizer ? await loadTokenizer(from) : undefined;
    const report = await convertModelFolder(folder, to, { tokenizer, allowMissing });
    if (report.missing.length > 0)
      log.warn(`left out, because the folder has no such weights: ${report.missing.join(', ')}`);
    if (json) printJson({ out: to, ...report });
    else print(`${to}: ${report.written.length} tensors`);
  } finally {
    await folder.close();
  }
}
