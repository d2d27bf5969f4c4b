import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defineDataset } from '@cloze/contracts';
import { z } from 'zod';
import { dataLoaderPlugins } from '../builtins.js';
import type { DatasetConfig } from '../datasets/open-dataset.js';
import { pieceTokenizer } from '../testing/piece-tokenizer.js';
import { temporaryFolder, writeFiles } from '../testing/temporary-folder.js';
import { splitTokens, type CorpusSplit } from './corpus-split.js';
import { openCorpus } from './open-corpus.js';
import { prepareData } from './prepare-data.js';

const folder = temporaryFolder();
const cacheDirectory = join(folder, 'cache');
writeFiles(folder, { 'a.txt': 'a one.\n\na two.\n\na three.\n\na four.', 'b.txt': 'b one. B two.' });
const tokenizer = pieceTokenizer();
const records = defineDataset({
  name: 'records.v1',
  summary: 'labelled records',
  options: z.strictObject({}),
  open: async () => ({ kind: 'records', recordKind: 'pair', files: [], records: async function* () {} }),
});
const plugins = [...dataLoaderPlugins, records];
const prepare = (train: DatasetConfig, validation?: DatasetConfig) =>
  prepareData({ train, validation, tokenizer, plugins, directory: folder, cacheDirectory });

/** Each document's tokens as text, with its part's weight. */
function documents({ corpus: handle, parts }: CorpusSplit): string[] {
  const corpus = openCorpus(handle);
  const start = (document: number) => handle.sentenceStarts[handle.documentStarts[document]];
  const found = parts.flatMap(({ documents: list, weight }) =>
    [...list].map((document) => {
      const { ids } = corpus.read(start(document), start(document + 1));
      return `${weight}: ${[...ids].map((id) => tokenizer.vocabulary.token(id)?.replace('##', '')).join('')}`;
    }),
  );
  corpus.close();
  return found;
}

/** Counts of ids over the documents of a split, from its tokens. */
function counted({ corpus: handle, parts }: CorpusSplit): Float64Array {
  const counts = new Float64Array(tokenizer.vocabulary.size);
  const corpus = openCorpus(handle);
  for (const { documents: list, weight } of parts) {
    for (const document of list) {
      const [from, to] = [handle.documentStarts[document], handle.documentStarts[document + 1]];
      for (const id of corpus.read(handle.sentenceStarts[from], handle.sentenceStarts[to]).ids) counts[id] += weight;
    }
  }
  corpus.close();
  return counts;
}

const a = { use: 'text.v1', files: ['a.txt'], documents: 'blank-line' };
const b = { use: 'text.v1', files: ['b.txt'] };
const mixed = {
  use: 'mixture.v1',
  parts: [
    { weight: 0.5, dataset: a },
    { weight: 3, dataset: b },
  ],
};

describe('prepareData', () => {
  it('prepares training and validation text', async () => {
    const { train, validation } = await prepare(a, b);
    expect(documents(train)).toHaveLength(4);
    expect(documents(validation!)).toEqual(['1: bone[UNK]btwo[UNK]']);
    expect(train.unigramCounts).toEqual(counted(train));
    expect((await prepare(a)).validation).toBeUndefined();
  });

  it('holds documents out, and counts unigrams over the others alone', async () => {
    const { train, validation } = await prepare(a, { use: 'held-out', fraction: 0.25 });
    const all = documents((await prepare(a)).train);
    expect([...documents(train), ...documents(validation!)].sort()).toEqual([...all].sort());
    expect(documents(validation!)).toHaveLength(1);
    expect(train.unigramCounts).toEqual(counted(train));
    expect(validation!.unigramCounts).toEqual(counted(validation!));
    const more = await prepare(a, { use: 'held-out', fraction: 0.75 });
    expect(documents(more.train)).toHaveLength(1);
    expect(more.train.unigramCounts).toEqual(counted(more.train));
    expect(more.train.digest).not.toBe(train.digest);
  });

  it('mixes corpora by weight, each cached on its own', async () => {
    const before = readdirSync(cacheDirectory).length;
    const { train } = await prepare(mixed);
    expect(readdirSync(cacheDirectory)).toHaveLength(before);
    expect(documents(train).map((text) => text.slice(0, 4))).toEqual(['0.5:', '0.5:', '0.5:', '0.5:', '3: b']);
    expect(train.unigramCounts).toEqual(counted(train));
    expect(splitTokens(train)).toBe(train.unigramCounts.reduce((sum, count) => sum + count));
    const heavier = await prepare({
      ...mixed,
      parts: [
        { weight: 1, dataset: a },
        { weight: 3, dataset: b },
      ],
    });
    expect(heavier.train.digest).not.toBe(train.digest);
  });

  it('names what cannot serve, with its place', async () => {
    await expect(prepare({ use: 'records.v1' })).rejects.toMatchObject({
      code: 'CLOZE_CONFIG',
      message: `Pretraining takes running text
  where: data.train.use
  received: "records.v1", which gives labelled records
  allowed: a dataset of documents, such as "text.v1" or "mixture.v1"`,
    });
    await expect(prepare(a, { use: 'held-out', share: 0.1 })).rejects.toMatchObject({
      message: `Unknown option "share"
  where: data.validation
  allowed: fraction, seed
  fix: remove it`,
    });
    await expect(prepare(b, { use: 'held-out' })).rejects.toMatchObject({
      parts: { what: 'No document can be held out of the training text', where: 'data.validation' },
    });
  });
});
