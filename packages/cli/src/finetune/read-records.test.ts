import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dataLoaderPlugins } from '@cloze/data-loaders';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readRecords } from './read-records.js';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'cloze-records-'));
  await writeFile(join(directory, 'one.jsonl'), '{"text": "a", "label": "x"}\n');
  for (const name of 'abcdef') await writeFile(join(directory, `${name}.jsonl`), '\n');
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const read = (...files: string[]) =>
  readRecords({ choice: { use: 'jsonl.v1', files }, where: 'data.validation' }, 'classification', 'topic', {
    plugins: dataLoaderPlugins,
    directory,
  });

describe('readRecords', () => {
  it('reads all records, also where one of several files has none', async () => {
    expect((await read('a.jsonl', 'one.jsonl')).records).toMatchObject([{ text: 'a', label: 'x' }]);
  });

  it('names dataset and files that have no record', async () => {
    await expect(read('a.jsonl')).rejects.toMatchObject({
      code: 'CLOZE_DATA',
      message: `There is no record for the head "topic"
  where: data.validation
  received: no record in what "jsonl.v1" reads of ${directory}/a.jsonl
  allowed: one record at least
  fix: give files that have records`,
    });
    const listed = Array.from('abcde', (name) => `${directory}/${name}.jsonl`).join(', ');
    await expect(read('[a-f].jsonl')).rejects.toMatchObject({
      parts: { received: `no record in what "jsonl.v1" reads of ${listed} and 1 more` },
    });
  });
});
