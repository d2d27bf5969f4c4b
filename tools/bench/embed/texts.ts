import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stsPairs } from '../similarity/data-sets.js';

/** Sentences of STS-B's test part, in its order. */
export function stsSentences(data: string, count: number): readonly string[] {
  return stsPairs(data)
    .flatMap(({ pair }) => pair)
    .slice(0, count);
}

/** Two lists as one, the items of the shorter spread evenly among those of the longer. */
export function mixed(longer: readonly string[], shorter: readonly string[]): readonly string[] {
  const every = longer.length / shorter.length;
  return shorter.flatMap((text, i) => [...longer.slice(Math.round(i * every), Math.round((i + 1) * every)), text]);
}

/**
 * Characters of a paragraph: shorter ones are headings; longer ones would be cut at 256 tokens, which transformers.js does without keeping [SEP], so that its
 * vectors are others.
 */
const [SHORTEST, LONGEST] = [100, 1000];

/** Paragraphs of novels, spread over the books. */
export function novelParagraphs(data: string, count: number): readonly string[] {
  const folder = join(data, 'books/novels/corpus');
  const books = readdirSync(folder)
    .filter((name) => name.endsWith('.txt'))
    .sort();
  const perBook = Math.ceil(count / books.length);
  const paragraphs = books.flatMap((name) => {
    const all = readFileSync(join(folder, name), 'utf8')
      .split(/\n\s*\n/)
      .map((paragraph) => paragraph.replace(/\s+/g, ' ').trim())
      .filter(({ length }) => length >= SHORTEST && length <= LONGEST);
    const step = Math.max(1, Math.floor(all.length / perBook));
    return Array.from({ length: perBook }, (_, i) => all[i * step]).filter((paragraph) => paragraph !== undefined);
  });
  return paragraphs.slice(0, count);
}
