import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { silentLogger, type DocumentDataset } from '@cloze/contracts';
import { listDataset } from '../testing/list-dataset.js';
import { pieceTokenizer } from '../testing/piece-tokenizer.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { randomSentences } from '../testing/test-corpus.js';
import type { CorpusProgress } from './build-corpus.js';
import type { CorpusTokenizer } from './corpus-tokenizer.js';
import { openCorpus } from './open-corpus.js';
import { prepareCorpus } from './prepare-corpus.js';

const folder = temporaryFolder();
const file = join(folder, 'text.txt');
const documents = randomSentences(3, 40).map((sentences) => sentences.map((text) => `${text}.`).join(' Zz. '));
writeFileSync(file, documents.join('\n'));

let cacheDirectory: string;
let warnings: string[];
let cases = 0;
beforeEach(() => {
  cacheDirectory = join(folder, `cache-${(cases += 1)}`);
  warnings = [];
});

const logger = { ...silentLogger, warn: (message: string) => void warnings.push(message) };
const prepare = (
  dataset: DocumentDataset = listDataset(documents, [file]),
  tokenizer: CorpusTokenizer = pieceTokenizer(),
) => prepareCorpus({ dataset, cacheKey: 'test', tokenizer, cacheDirectory, logger });

type Prepared = Awaited<ReturnType<typeof prepare>>;

/** Ids and word starts of every sentence of every document. */
function contents({ store, documentStarts, sentenceStarts }: Prepared) {
  const corpus = openCorpus({ stores: [store], documentStarts, sentenceStarts });
  const sentences = Array.from(documentStarts.subarray(1), (end, document) =>
    Array.from(sentenceStarts.subarray(documentStarts[document], end), (start, i) => {
      const { ids, wordStarts } = corpus.read(start, sentenceStarts[documentStarts[document] + i + 1]);
      return { ids: [...ids], wordStarts: [...wordStarts] };
    }),
  );
  corpus.close();
  return sentences;
}

/** What the corpus of `documents` must hold, from the tokenizer alone. */
function expectedContents(tokenizer: CorpusTokenizer) {
  const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });
  return documents.map((text) =>
    [...segmenter.segment(text)].map(({ segment }) => {
      const { ids, wordStarts } = tokenizer.tokenize(segment);
      return { ids: [...ids], wordStarts: [...wordStarts] };
    }),
  );
}

describe('prepareCorpus', () => {
  it.each([
    [2, 0],
    [4, 33_000],
  ])('stores every sentence of every document, in %i bytes a token', async (bytes, extra) => {
    const tokenizer = pieceTokenizer(extra);
    const corpus = await prepare(listDataset(documents, [file]), tokenizer);
    expect(corpus.store.bytesPerToken).toBe(bytes);
    expect(contents(corpus)).toEqual(expectedContents(tokenizer));
    const counts = new Float64Array(tokenizer.vocabulary.size);
    for (const { ids } of contents(corpus).flat()) for (const id of ids) counts[id] += 1;
    expect(corpus.unigramCounts).toEqual(counts);
  });

  it('tokenises once', async () => {
    let calls = 0;
    const base = pieceTokenizer();
    const tokenizer = { ...base, tokenize: (text: string) => ((calls += 1), base.tokenize(text)) };
    const first = await prepare(undefined, tokenizer);
    const asked = calls;
    const second = await prepare(undefined, tokenizer);
    expect(calls).toBe(asked);
    expect(second).toEqual(first);
    expect(warnings).toEqual([]);
  });

  it('gives the same digest for the same text wherever it lies, and another for other text', async () => {
    const copy = join(folder, 'copy.txt');
    writeFileSync(copy, documents.join('\n'));
    const [first, second] = [await prepare(), await prepare(listDataset(documents, [copy]))];
    expect(second.store.directory).not.toBe(first.store.directory);
    expect(second.digest).toBe(first.digest);
    writeFileSync(copy, 'other');
    expect((await prepare(listDataset(['other'], [copy]))).digest).not.toBe(first.digest);
  });

  it('joins the pieces of a document and leaves out what has no token', async () => {
    const pieces: DocumentDataset = {
      kind: 'documents',
      files: [file],
      async *documents() {
        const source = { file };
        yield { text: '  ', source };
        yield { text: 'One.', source };
        yield { text: 'Two. \n \n Three.', source, continues: true };
        yield { text: ' \n ', source };
        yield { text: 'Four.', source };
      },
    };
    const { documentStarts, documentHashes } = await prepare(pieces);
    expect([...documentStarts]).toEqual([0, 3, 4]);
    expect(documentHashes).toHaveLength(4);
  });

  it('reports how far it is', async () => {
    const seen: CorpusProgress[] = [];
    const text = 'Ab ab. '.repeat(40_000);
    const large = join(folder, 'large.txt');
    writeFileSync(large, text.repeat(5));
    const dataset = listDataset([text, text, text, text, text], [large]);
    const report = (progress: CorpusProgress) => void seen.push(progress);
    await prepareCorpus({ dataset, cacheKey: '', tokenizer: pieceTokenizer(), cacheDirectory, report });
    const bytes = text.length;
    const sentences = 40_000;
    const tokens = 4 * sentences; // a ##b a [UNK]
    expect(seen).toEqual([
      { documents: 3, sentences: 4 * sentences, tokens: 4 * tokens, bytes: 4 * bytes, totalBytes: 5 * bytes },
      { documents: 5, sentences: 5 * sentences, tokens: 5 * tokens, bytes: 5 * bytes, totalBytes: 5 * bytes },
    ]);
  });

  it.each([
    [
      'cut short',
      'tokens-00000.bin',
      (path: string) => truncateSync(path, 10),
      'tokens-00000.bin has 10 bytes instead of',
    ],
    ['changed', 'sentences.bin', (path: string) => flipByte(path), 'sentences.bin was changed'],
    ['gone', 'hashes.bin', (path: string) => rmSync(path), 'hashes.bin is missing'],
    ['cut short', 'manifest.json', (path: string) => truncateSync(path, 40), 'manifest.json is cut or changed'],
    [
      'swapped',
      'manifest.json',
      (path: string) => replaceIn(path, '"tokens"', '"token"'),
      'manifest.json is cut or changed',
    ],
    [
      'lying',
      'manifest.json',
      (path: string) => replaceIn(path, /"documents": \d+/, '"documents": 1'),
      'manifest.json does not fit documents.bin',
    ],
  ])('makes a cache with a file %s (%s) again, and says so', async (_, name, spoil, reason) => {
    const { store } = await prepare();
    spoil(join(store.directory, name));
    const again = await prepare();
    expect(contents(again)).toEqual(expectedContents(pieceTokenizer()));
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain(`The cached corpus ${store.directory} is damaged (${reason}`);
    expect(readdirSync(cacheDirectory)).toEqual([store.directory.slice(cacheDirectory.length + 1)]);
  });

  it('lets builders run at once', async () => {
    const all = await Promise.all(Array.from({ length: 5 }, () => prepare()));
    for (const corpus of all) expect(contents(corpus)).toEqual(expectedContents(pieceTokenizer()));
    expect(readdirSync(cacheDirectory)).toHaveLength(1);
  });

  it('survives a builder that is killed, and clears up after it', async () => {
    const child = spawn(process.execPath, [
      ...['--import', 'tsx', '--conditions=@cloze/source'],
      join(import.meta.dirname, '../testing/build-slowly.ts'),
      ...[file, cacheDirectory],
    ]);
    let errors = '';
    child.stderr.on('data', (data) => (errors += data));
    await once(child.stdout, 'data'); // It has written some of its files.
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(errors).toBe('');
    const left = readdirSync(cacheDirectory);
    expect(left).toHaveLength(1);
    expect(left[0]).toMatch(/\.tmp$/);
    const corpus = await prepare();
    expect(contents(corpus)).toEqual(expectedContents(pieceTokenizer()));
    expect(readdirSync(cacheDirectory)).toEqual([corpus.store.directory.slice(cacheDirectory.length + 1)]);
  });

  it('names a corpus without text', async () => {
    const empty = join(folder, 'empty.txt');
    writeFileSync(empty, ' \n');
    await expect(prepare(listDataset([' '], [empty]))).rejects.toMatchObject({
      code: 'CLOZE_DATA',
      message: `A corpus has no text
  where: ${empty}
  received: 1 files of 2 bytes together, no token
  fix: give files with text in them`,
    });
    expect(readdirSync(cacheDirectory)).toEqual([]);
  });

  it('names a file that changes meanwhile', async () => {
    const moving = join(folder, 'moving.txt');
    writeFileSync(moving, 'text');
    const dataset: DocumentDataset = {
      ...listDataset([], [moving]),
      async *documents() {
        yield { text: 'text', source: { file: moving } };
        appendFileSync(moving, '!');
        utimesSync(moving, 1, 1);
      },
    };
    await expect(prepare(dataset)).rejects.toMatchObject({
      message: `A file of the corpus changed while it was read
  where: ${moving}
  fix: start again once nothing writes to the files`,
    });
    expect(readdirSync(cacheDirectory)).toEqual([]);
  });

  it('names a cache folder that cannot be written', async () => {
    writeFileSync(cacheDirectory, 'a file');
    await expect(prepare()).rejects.toMatchObject({
      code: 'CLOZE_DATA',
      parts: {
        what: 'Cannot cache a tokenised corpus',
        where: cacheDirectory,
        fix: 'free space, make the folder writable, or name another cache folder',
      },
    });
    rmSync(cacheDirectory);
    mkdirSync(cacheDirectory);
    chmodSync(cacheDirectory, 0o500);
    if (process.getuid?.() !== 0) await expect(prepare()).rejects.toMatchObject({ code: 'CLOZE_DATA' });
    chmodSync(cacheDirectory, 0o700);
  });

  it('names a tokenizer that makes ids outside its vocabulary', async () => {
    const base = pieceTokenizer();
    const tokenize = () => ({ ids: Int32Array.of(base.vocabulary.size), wordStarts: Uint8Array.of(1) });
    await expect(prepare(undefined, { ...base, tokenize })).rejects.toMatchObject({
      code: 'CLOZE_TOKENIZER',
      message: `The tokenizer made an id outside its vocabulary
  received: ${base.vocabulary.size}
  allowed: 0 to ${base.vocabulary.size - 1}
  fix: mend the tokenizer, or train it again`,
    });
  });
});

function flipByte(path: string): void {
  const bytes = readFileSync(path);
  bytes[5] ^= 1;
  writeFileSync(path, bytes);
}

function replaceIn(path: string, from: string | RegExp, to: string): void {
  writeFileSync(path, readFileSync(path, 'utf8').replace(from, to));
}
