import { load } from '../model/loaded-model.js';
import { createLog } from '../output/log.js';
import { print, printJson } from '../output/print.js';
import type { GenerateFlags } from './generate.js';

/** `cloze generate`. */
export async function generateCommand(texts: readonly string[], flags: GenerateFlags): Promise<void> {
  const { model: directory, tokens, temperature, seed, backend, plugin, json } = flags;
  const model = await load(directory, { backend, plugins: plugin, logger: createLog() });
  try {
    const results: { readonly text: string; readonly added: string }[] = [];
    for (const text of texts) results.push({ text, added: await model.generate(text, { tokens, temperature, seed }) });
    if (json) printJson(results);
    else for (const { text, added } of results) print(`${text}${added}`);
  } finally {
    await model.dispose();
  }
}
