import { describeDataset } from '@cloze/testing';
import { describe, expect, it } from 'vitest';
import { readDataset, readingError } from '../testing/read-dataset.js';
import { temporaryFolder, writeFiles } from '../testing/temporary-folder.js';
import { textFolders } from './text-folders.js';

const folder = temporaryFolder();
const names = Array.from({ length: 40 }, (_, i) => `reviews/${i % 2 === 0 ? 'pos' : 'neg'}/${i}.txt`);
writeFiles(folder, Object.fromEntries(names.map((name, i) => [name, `review ${i}\nline two\n`])));
const read = (options: object) =>
  readDataset({ use: 'text-folders.v1', files: ['reviews/*/*.txt'], ...options }, folder);

describeDataset(textFolders, [
  { title: 'two folders', directory: folder, options: { files: ['reviews/*/*.txt'] }, count: 40 },
  { title: 'labels', directory: folder, options: { files: ['reviews/*/*.txt'], labels: ['pos', 'neg'] }, count: 40 },
]);

describe('text-folders.v1', () => {
  it("takes a file's folder for its label", async () => {
    const records = await read({ files: ['reviews/pos/0.txt', 'reviews/neg/1.txt'] });
    expect(records).toEqual([
      {
        kind: 'classification',
        text: 'review 0\nline two\n',
        label: 'pos',
        source: { file: `${folder}/reviews/pos/0.txt` },
      },
      {
        kind: 'classification',
        text: 'review 1\nline two\n',
        label: 'neg',
        source: { file: `${folder}/reviews/neg/1.txt` },
      },
    ]);
  });

  it('divides into parts that are the same each time, apart, and together everything', async () => {
    const parts = [0, 1, 2].map((part) => read({ part: { of: 3, take: [part] } }));
    const texts = (await Promise.all(parts)).map((records) => records.map(({ text }) => text));
    expect(texts.flat().sort()).toEqual((await read({})).map(({ text }) => text).sort());
    for (const part of texts) expect(part.length).toBeGreaterThan(5);
    const rest = (await read({ part: { of: 3, take: [1, 2] } })).map(({ text }) => text);
    expect(rest.sort()).toEqual([...texts[1], ...texts[2]].sort());
  });

  it('names parts that there are not, and labels that were not declared', async () => {
    const error = (options: object) =>
      readingError({ use: 'text-folders.v1', files: ['reviews/pos/0.txt'], ...options }, folder);
    expect(await error({ part: { of: 3, take: [3] } })).toBe(`Wrong value for an option
  where: data.train.part
  received: {"of":3,"take":[3]}
  allowed: parts from 0 to one less than "of"`);
    expect(await error({ labels: ['positive'] })).toBe(`A label is not among those declared
  where: reviews/pos/0.txt
  received: "pos"
  allowed: positive
  fix: declare it in "labels", or mend the file`);
  });
});
