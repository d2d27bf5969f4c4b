import { load } from '../model/loaded-model.js';
import type { FilledMask } from '../model/fill-mask.js';
import { createLog } from '../output/log.js';
import { print, printJson } from '../output/print.js';
import { formatTable } from '../output/table.js';
import type { FillMaskFlags } from './fill-mask.js';
import { parseLong } from './long-text.js';

/** `cloze fill-mask`. */
export async function fillMaskCommand(texts: readonly string[], flags: FillMaskFlags): Promise<void> {
  const { model: directory, top, backend, plugin, json } = flags;
  const long = parseLong(flags.long);
  const log = createLog();
  const model = await load(directory, { backend, plugins: plugin, logger: log });
  const onCut = (tokens: number) => log.warn(`a text was cut to ${tokens} tokens`);
  try {
    const results: { text: string; masks: FilledMask[] }[] = [];
    for (const text of texts) results.push({ text, masks: await model.fillMask(text, { top, long, onCut }) });
    if (json) printJson(results);
    else for (const { text, masks } of results) print(...describeFilled(text, masks));
  } finally {
    await model.dispose();
  }
}

/** A text with the candidates of each of its masks: the token, its probability, and the text with it filled in. */
export function describeFilled(text: string, masks: readonly FilledMask[]): string[] {
  return masks.flatMap(({ start, end, candidates }, i) => [
    masks.length > 1 ? `${text}  (mask ${i + 1} of ${masks.length})` : text,
    ...formatTable(
      candidates.map(({ token, probability }) => [
        `  ${token}`,
        probability.toFixed(4),
        token.startsWith('##') ? '' : text.slice(0, start) + token + text.slice(end),
      ]),
    ),
  ]);
}
