import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';

const root = resolve(import.meta.dirname, '../../../..');
const folder = temporaryFolder();
const built = pathToFileURL(join(root, 'packages/data-loaders/dist/index.js')).href;
const plugins = join(folder, 'plugins.mjs');
writeFileSync(plugins, `import { dataLoaderPlugins } from '${built}';\nexport default () => dataLoaderPlugins;\n`);

const program = (last: string) => `
import { createBatchSource, dataLoaderPlugins, memoryCorpus } from '${built}';
const sentence = (i) => ({ ids: Int32Array.of(5, 6, 5 + (i % 4)), wordStarts: Uint8Array.of(1, 1, 1) });
const split = memoryCorpus([Array.from({ length: 500 }, (_, i) => sentence(i))], 9);
const vocabulary = {
  tokens: ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', 'a', 'b', 'c', 'd'],
  special: { pad: 0, unknown: 1, cls: 2, sep: 3, mask: 4 },
  specialIds: [0, 1, 2, 3, 4],
  continuationPrefix: '##',
};
const sampler = { use: 'full-sentences.v1', options: { maxLength: 12, crossDocuments: false, shortProbability: 0 } };
const job = { split, vocabulary, seed: 1, sampler, corruptions: [], objectives: [], batchSize: 4 };
const workers = { count: Number(process.argv[2]), module: '${pathToFileURL(plugins).href}' };
const source = await createBatchSource({ job, plugins: dataLoaderPlugins, workers });
const ids = [];
for await (const { views } of source.stream({ epoch: 0, index: 0, ordinal: 0 }, 1000)) {
  ids.push(...views.corrupted.inputIds);
  if (ids.length > 2000) break;
}
process.stdout.write(ids.join(' '));
${last}
`;

beforeAll(() => {
  execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-b', 'packages/data-loaders'], {
    cwd: root,
  });
});

const run = (name: string, last: string, workers: number) => {
  const file = join(folder, name);
  writeFileSync(file, program(last));
  return execFileSync(process.execPath, [file, String(workers)], { encoding: 'utf8', timeout: 60_000 });
};

describe('the built package', () => {
  it('makes the same batches in worker threads, and ends when its source is closed', () => {
    const direct = run('closed.mjs', 'await source.close();', 0);
    expect(direct.split(' ').length).toBeGreaterThan(2000);
    expect(run('closed.mjs', 'await source.close();', 2)).toBe(direct);
  });

  it('does not keep a program from ending where nobody closes the source', () => {
    expect(run('open.mjs', '', 2)).toBe(run('closed.mjs', 'await source.close();', 0));
  });
});
