import { convertModelFolder, readModelFolder } from '@cloze/checkpoints';
import { createLog } from '../output/log.js';
import { print, printJson } from '../output/print.js';
import { checkSavedPlugins } from './check-saved-plugins.js';
import type { ConvertFlags } from './convert.js';
import { tokenizerOf } from './tokenizer-of.js';

/** `cloze convert --to transformers`: tensor by tensor, without building the model. */
export async function toTransformers(
  from: string,
  to: string,
  { plugin, allowMissing, json }: ConvertFlags,
): Promise<void> {
  const log = createLog();
  const folder = await readModelFolder(from);
  try {
    await checkSavedPlugins(folder, plugin);
    const tokenizer = await tokenizerOf(folder, log);
    const report = await convertModelFolder(folder, to, { tokenizer, allowMissing });
    if (report.missing.length > 0)
      log.warn(`left out, because the folder has no such weights: ${report.missing.join(', ')}`);
    if (json) printJson({ out: to, ...report });
    else print(`${to}: ${report.written.length} tensors`);
  } finally {
    await folder.close();
  }
}
