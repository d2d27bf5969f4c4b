import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TextToEmbed } from '@cloze/embeddings';

/** Two things and how alike people find them. */
export interface RatedPair<Item> {
  readonly pair: readonly [Item, Item];
  readonly rating: number;
}

/** The word similarity lists, by name. */
export function wordLists(data: string): ReadonlyMap<string, readonly RatedPair<string>[]> {
  const folder = join(data, 'similarity/wordsim_suite');
  const files = readdirSync(folder).filter((name) => /^EN-.*\.txt$/.test(name));
  return new Map(
    files.sort().map((name) => [
      name.slice(3, -4),
      readFileSync(join(folder, name), 'utf8')
        .split('\n')
        .filter((line) => line.trim() !== '')
        .map((line) => {
          const [a, b, rating] = line.trim().split(/\s+/);
          return { pair: [a.toLowerCase(), b.toLowerCase()] as const, rating: Number(rating) };
        }),
    ]),
  );
}

/** STS-B's test pairs. */
export function stsPairs(data: string): readonly RatedPair<string>[] {
  return parseCsv(readFileSync(join(data, 'pairs/stsb_en/stsb-en-test.csv'), 'utf8')).map(([a, b, rating]) => ({
    pair: [a, b] as const,
    rating: Number(rating),
  }));
}

/** A word in two sentences, rated by workers: the mean rating of each sample, controls left out. */
export function polysemePairs(data: string): readonly RatedPair<TextToEmbed>[] {
  const surveys = JSON.parse(
    readFileSync(join(data, 'similarity/polyseme_similarity/polyseme_similarity.json'), 'utf8'),
  ) as Record<string, { readonly judgements: Record<string, Judgement> }>;
  const samples = new Map<string, { readonly judgement: Judgement; readonly ratings: number[] }>();
  for (const { judgements } of Object.values(surveys)) {
    for (const [id, judgement] of Object.entries(judgements)) {
      if (!/^\d/.test(id)) continue;
      const sample = samples.get(id) ?? { judgement, ratings: [] };
      samples.set(id, sample);
      sample.ratings.push(Number(judgement.rating));
    }
  }
  return Array.from(samples.values(), ({ judgement, ratings }) => ({
    pair: [
      wordsOf(judgement.sentence_1, judgement.highlights_1),
      wordsOf(judgement.sentence_2, judgement.highlights_2),
    ] as const,
    rating: ratings.reduce((sum, rating) => sum + rating, 0) / ratings.length,
  }));
}

interface Judgement {
  readonly rating: string;
  readonly sentence_1: string;
  readonly sentence_2: string;
  readonly highlights_1: readonly number[];
  readonly highlights_2: readonly number[];
}

/** Is a word used in the sense that a definition gives? */
export interface SenseQuestion {
  readonly word: TextToEmbed;
  readonly definition: string;
  readonly answer: boolean;
}

/** WiC-TSV's questions of a part whose answers are known. */
export function senseQuestions(data: string, part: 'Training' | 'Development'): readonly SenseQuestion[] {
  const prefix = part === 'Training' ? 'train' : 'dev';
  const lines = (name: string) =>
    readFileSync(join(data, 'similarity/wic_tsv_en', part, `${prefix}_${name}.txt`), 'utf8')
      .replace(/\n$/, '')
      .split('\n');
  const [examples, definitions, hypernyms, labels] = ['examples', 'definitions', 'hypernyms', 'labels'].map(lines);
  return examples.map((example, i) => {
    const [, index, text] = example.split('\t');
    const [target] = example.split('\t');
    const kinds = hypernyms[i].replaceAll('_', ' ').split('\t').join(', ');
    return {
      word: wordsOf(text, [Number(index)]),
      definition: `${target.replaceAll('_', ' ')}: ${definitions[i]} (${kinds})`,
      answer: labels[i].trim() === 'T',
    };
  });
}

/** Words of a sentence, by number, as a stretch of it. */
function wordsOf(text: string, words: readonly number[]): TextToEmbed {
  const places = [...text.matchAll(/\S+/g)];
  const [first, last] = [places[Math.min(...words)], places[Math.max(...words)]];
  return { text, stretch: { start: first.index, end: last.index + last[0].length } };
}

/** Rows of comma-separated fields, quoted where they hold a comma or a quote. */
function parseCsv(text: string): string[][] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) =>
      Array.from(line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g), ([, quoted, plain]) =>
        quoted === undefined ? plain : quoted.replaceAll('""', '"'),
      ),
    );
}
