// Makes the labelled sample that the quickstart fine-tunes on, from the novel in examples/corpus:
// `node --import tsx tools/examples/make-finetuning-sample.ts`.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(import.meta.dirname, '../..');

/** Chapters from this one on are held out. */
const FIRST_HELD_OUT = 50;

const PEOPLE =
  'Elizabeth Jane Darcy Bingley Bennet Wickham Collins Lydia Kitty Mary Charlotte Lucas Gardiner Catherine Philips Forster Hurst Caroline Georgiana Fitzwilliam William Lizzy Eliza Maria Louisa Reynolds Denny King Long Jenkinson Annesley Younge Hill'.split(
    ' ',
  );
const TITLES = 'Mr. Mrs. Miss Lady Sir Colonel'.split(' ');
const PLACES =
  'Longbourn Netherfield Meryton Pemberley Hertfordshire Derbyshire London Rosings Hunsford Kent Brighton Lambton Ramsgate Newcastle Scotland England Cheapside Westerham Bath Gretna'.split(
    ' ',
  );

/** Names that only the test has: a tagger has to know from pretraining, or from the words around them, that they are names. */
const ONLY_IN_TEST =
  /\b(Wickham|Lydia|Charlotte|Georgiana|Kitty|Gardiner|Hurst|Fitzwilliam|Brighton|Lambton|Derbyshire|Kent|Rosings)\b/;

/** Makes a place of the capitalised word before it: Netherfield Park, Lucas Lodge. */
const SITES = 'Park House Lodge Street Mount Castle Green Parsonage'.split(' ');

/** The sample's files by name. */
export function makeSample(): Record<string, string> {
  const folder = join(root, 'examples/corpus/pride-and-prejudice');
  const chapters = readdirSync(folder).sort();
  const files: Record<string, string> = {};
  const [isNewVoice, isNewName] = [onlyOnce(), onlyOnce()];
  for (const [split, chosen, sizes] of [
    ['train', (chapter: number) => chapter < FIRST_HELD_OUT, { texts: 400, sentences: 450 }],
    ['test', (chapter: number) => chapter >= FIRST_HELD_OUT, { texts: 100, sentences: 200 }],
  ] as const) {
    const text = chapters
      .filter((name) => chosen(Number.parseInt(name, 10)))
      .map((name) => readFileSync(join(folder, name), 'utf8'))
      .join('\n\n');
    files[`voices/${split}.jsonl`] = voices(text, sizes.texts, isNewVoice);
    const sentences = sentencesOf(text.replaceAll('"', ' ')).filter(isNewName);
    const usable = split === 'test' ? sentences : sentences.filter((sentence) => !ONLY_IN_TEST.test(sentence));
    files[`names/${split}.bio`] = taggedNames(usable, sizes.sentences);
  }
  return files;
}

/** True for each text the first time: none is in both splits. */
function onlyOnce(): (text: string) => boolean {
  const seen = new Set<string>();
  return (text) => seen.size < seen.add(text).size;
}

/** Sentences of 4 to 25 words, each with its closing mark; abbreviations do not end one. */
function sentencesOf(text: string): string[] {
  const plain = text.replace(/\s+/g, ' ').replace(/\b(Mr|Mrs|Dr|St)\./g, '$1\u0000');
  const found = plain.match(/[A-Z][^.?!]*[.?!]/g) ?? [];
  const whole = found.map((sentence) => sentence.replaceAll('\u0000', '.'));
  return whole.filter((sentence) => {
    const words = sentence.split(' ').length;
    return words >= 4 && words <= 25;
  });
}

/** As many sentences that somebody says as ones that the narrator tells, taken evenly from the book. */
function voices(text: string, each: number, isNew: (sentence: string) => boolean): string {
  const parts = text.split('\n').flatMap((paragraph) => {
    // Paragraphs with an odd number of quotation marks go on in the next one; where they begin is not certain.
    const pieces = paragraph.split('"');
    return pieces.length % 2 === 0
      ? []
      : pieces.map((piece, i) => ({ piece, label: i % 2 === 0 ? 'narration' : 'speech' }));
  });
  const rows = ['narration', 'speech'].flatMap((label) => {
    const pieces = parts.filter((part) => part.label === label).map(({ piece }) => piece);
    return evenly(pieces.flatMap(sentencesOf).filter(isNew), each).map((sentence) => ({ text: sentence, label }));
  });
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}

/** Sentences with at least one name, a word and its tag a line. */
function taggedNames(sentences: readonly string[], count: number): string {
  const tagged = sentences.map((sentence) => tagNames(wordsOf(sentence)));
  const named = tagged.filter((rows) => rows.some(([, tag]) => tag !== 'O'));
  return evenly(named, count)
    .map((rows) => `${rows.map(([word, tag]) => `${word}\t${tag}`).join('\n')}\n`)
    .join('\n');
}

function wordsOf(sentence: string): string[] {
  return sentence.match(/(?:Mr|Mrs|Dr|St)\.|[A-Za-z]+(?:'[a-z]+)?|[^\sA-Za-z]/g) ?? [];
}

/** A title before a name belongs to it; names in a row are one. */
function tagNames(words: readonly string[]): [word: string, tag: string][] {
  const bare = words.map((word) => word.replace(/'s$/, ''));
  const isPerson = (i: number): boolean =>
    PEOPLE.includes(bare[i]) || (TITLES.includes(words[i]) && i + 1 < words.length && isPerson(i + 1));
  const isSite = (i: number): boolean => i > 0 && SITES.includes(bare[i]) && /^[A-Z][a-z]/.test(words[i - 1]);
  const types = words.map((_, i) => {
    if (isSite(i) || isSite(i + 1) || PLACES.includes(bare[i])) return 'place';
    return isPerson(i) ? 'person' : '';
  });
  return words.map((word, i) => {
    if (types[i] === '') return [word, 'O'];
    return [word, `${i > 0 && types[i - 1] === types[i] ? 'I' : 'B'}-${types[i]}`];
  });
}

/** `count` items, evenly spaced over all. */
function evenly<Item>(items: readonly Item[], count: number): Item[] {
  if (items.length <= count) return [...items];
  return Array.from({ length: count }, (_, i) => items[Math.floor((i * items.length) / count)]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [name, contents] of Object.entries(makeSample())) {
    const path = join(root, 'examples/finetuning/sample', name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, contents);
  }
}
