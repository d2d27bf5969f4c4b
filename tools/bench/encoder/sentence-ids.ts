import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadTokenizer } from '@cloze/tokenizer';

/** How many sentences. */
const COUNT = 640;

/**
 * Token ids of the first sentences of WikiText-2 in their order, by the tokenizer of MiniLM (30,522 entries), with specials.
 * @throws Error where the data is not there
 */
export async function sentenceIds(data: string): Promise<number[][]> {
  const file = join(data, 'wikitext2/valid.txt');
  const model = join(data, '../models/all-MiniLM-L6-v2-fp16');
  for (const needed of [file, model])
    if (!existsSync(needed)) throw new Error(`the row of real sentences needs ${needed}`);
  const tokenizer = await loadTokenizer(model);
  const text = readFileSync(file, 'utf8').slice(0, 400_000);
  const sentences = [...new Intl.Segmenter('en', { granularity: 'sentence' }).segment(text)];
  return sentences
    .map(({ segment }) => Array.from(tokenizer.encode(segment.trim(), undefined, { maxLength: 512 }).ids))
    .filter((ids) => ids.length > 4)
    .slice(0, COUNT);
}
