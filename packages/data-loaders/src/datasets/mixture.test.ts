import { describe, expect, it } from 'vitest';
import { defineDataset, type DatasetServices, type DocumentDataset } from '@cloze/contracts';
import { describeDataset } from '@cloze/testing';
import { z } from 'zod';
import { temporaryFolder, writeFiles } from '../testing/temporary-folder.js';
import { mixture } from './mixture.js';
import { openDataset } from './open-dataset.js';
import { text } from './text.js';

const named = defineDataset<{ name: string }>({
  name: 'named.v1',
  summary: 'a corpus without a file',
  options: z.strictObject({ name: z.string().default('x') }),
  open: async ({ name }): Promise<DocumentDataset> => ({
    kind: 'documents',
    files: [name],
    documents: async function* () {},
  }),
});
const records = defineDataset({
  name: 'records.v1',
  summary: 'labelled records',
  options: z.strictObject({}),
  open: async () => ({ kind: 'records', recordKind: 'pair', files: [], records: async function* () {} }),
});
const services = { plugins: [mixture, named, records], directory: '/data' };

const folder = temporaryFolder();
writeFiles(folder, { 'a.txt': 'first\n\nsecond', 'b.txt': 'third' });
const open: DatasetServices['open'] = (config, where) =>
  openDataset(config, where, { plugins: [mixture, text], directory: folder });
const [first, second] = ['a.txt', 'b.txt'].map((file) => ({
  use: 'text.v1',
  files: [file],
  documents: 'blank-line',
}));

describeDataset(mixture, [
  {
    title: 'two corpora',
    directory: folder,
    open,
    options: { parts: [{ weight: 2, dataset: first }, { dataset: second }] },
    count: 3,
  },
  {
    title: 'a mixture in a mixture',
    directory: folder,
    open,
    options: {
      parts: [{ dataset: { use: 'mixture.v1', parts: [{ weight: 0.5, dataset: first }] } }, { dataset: second }],
    },
    count: 3,
  },
]);

describe('mixture.v1', () => {
  it('opens its parts with weights, places and cache keys of their own, defaults filled in', async () => {
    const { dataset } = await openDataset(
      {
        use: 'mixture.v1',
        parts: [
          { weight: 2, dataset: { use: 'named.v1', name: 'a' } },
          { dataset: { use: 'mixture.v1', parts: [{ weight: 0.5, dataset: { use: 'named.v1' } }] } },
          {
            weight: 0.25,
            dataset: { use: 'mixture.v1', parts: [{ weight: 2, dataset: { use: 'named.v1', name: 'c' } }] },
          },
        ],
      },
      'data.train',
      services,
    );
    if (dataset.kind !== 'mixture') throw new Error('not a mixture');
    expect(dataset.parts.map(({ dataset: part, ...rest }) => ({ ...rest, file: part.files[0] }))).toEqual([
      { weight: 2, where: 'parts[0].dataset', cacheKey: '["named.v1",{"name":"a"}]', file: 'a' },
      { weight: 0.5, where: 'parts[1].dataset.parts[0].dataset', cacheKey: '["named.v1",{"name":"x"}]', file: 'x' },
      { weight: 0.5, where: 'parts[2].dataset.parts[0].dataset', cacheKey: '["named.v1",{"name":"c"}]', file: 'c' },
    ]);
  });

  it('names the place of what goes wrong within it', async () => {
    const open = (dataset: { use: string; [option: string]: unknown }, weight: number = 1) =>
      openDataset({ use: 'mixture.v1', parts: [{ weight, dataset }] }, 'data.train', services);
    await expect(open({ use: 'named.v1', nam: 'a' })).rejects.toMatchObject({
      message: `Unknown option "nam"
  where: data.train.parts[0].dataset
  allowed: name
  fix: did you mean "name"?`,
    });
    await expect(open({ use: 'name.v1' })).rejects.toMatchObject({
      code: 'CLOZE_PLUGIN',
      message: `Unknown dataset "name.v1"
  where: data.train.parts[0].dataset.use
  allowed: mixture.v1, named.v1, records.v1
  fix: did you mean "named.v1"?`,
    });
    await expect(open({ use: 'records.v1' })).rejects.toMatchObject({
      code: 'CLOZE_CONFIG',
      message: `A mixture takes running text only
  where: parts[0].dataset
  received: "records.v1", which gives labelled records
  allowed: a dataset of documents, such as "text.v1", or a mixture of them`,
    });
    await expect(open({ use: 'named.v1' }, 0)).rejects.toMatchObject({
      message: `Wrong value for an option
  where: data.train.parts[0].weight
  received: 0
  allowed: Too small: expected number to be >0`,
    });
  });
});
