import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseOptions, type DocumentDataset } from '@cloze/contracts';
import { describeDataset } from '@cloze/testing';
import { temporaryFolder, writeFiles } from '../testing/temporary-folder.js';
import { text } from './text.js';

const folder = temporaryFolder();
writeFiles(folder, {
  'corpus/b.txt': 'second file',
  'corpus/a.txt': 'first\n\nfile',
  'corpus/deep/c.txt': 'third',
  'corpus/note [1].txt': 'brackets',
  'corpus/skip.md': 'no',
});
const wikitext = join(
  process.env.CLOZE_DATA ?? resolve(import.meta.dirname, '../../../../../shared/data'),
  'wikitext2',
);

async function open(options: object): Promise<DocumentDataset> {
  const services = { directory: folder, open: () => Promise.reject(new Error('unused')) };
  const dataset = await text.open(parseOptions(text.options, options, 'data.train'), services);
  if (dataset.kind !== 'documents') throw new Error('not documents');
  return dataset;
}

async function texts(options: object): Promise<string[]> {
  const found: string[] = [];
  for await (const document of (await open(options)).documents()) found.push(document.text);
  return found;
}

describeDataset(text, [
  {
    title: 'a file a document',
    directory: folder,
    options: { files: ['corpus/?.txt', 'corpus/deep/*.txt'] },
    count: 3,
  },
  {
    title: 'paragraphs over wrapped lines',
    directory: folder,
    options: { files: ['corpus/?.txt'], documents: 'blank-line', lines: 'wrapped', encoding: 'windows-1252' },
    count: 3,
  },
]);

describe('text.v1', () => {
  it('reads files of globs and paths, sorted, each once', async () => {
    expect(await texts({ files: ['corpus/b.txt', 'corpus/*.txt', 'corpus/**/c.txt'] })).toEqual([
      'second file',
      'first\nfile',
      'brackets',
      'third',
    ]);
    expect(await texts({ files: [join(folder, 'corpus/note [1].txt')] })).toEqual(['brackets']);
  });

  it('ends documents with their file, whatever a document is', async () => {
    expect(await texts({ files: ['corpus/?.txt'], documents: 'blank-line' })).toEqual(['first', 'file', 'second file']);
    expect(await texts({ files: ['corpus/?.txt'], documents: 'heading' })).toEqual(['first\nfile', 'second file']);
  });

  it('can be streamed again', async () => {
    const dataset = await open({ files: ['corpus/a.txt'] });
    const count = async () => {
      let documents = 0;
      for await (const _ of dataset.documents()) documents += 1;
      return documents;
    };
    expect([await count(), await count()]).toEqual([1, 1]);
  });

  it('tells its language', async () => {
    expect((await open({ files: ['corpus/a.txt'], locale: 'el' })).locale).toBe('el');
  });

  it('names a glob without a match, a folder, and wrong options', async () => {
    await expect(open({ files: ['corpus/*.txt', 'corpse/*.txt'] })).rejects.toMatchObject({
      code: 'CLOZE_DATA',
      message: `No file matches
  where: files[1], from the folder ${folder}
  received: "corpse/*.txt"
  allowed: a path or glob of at least one file
  fix: check the spelling, and that relative paths start from that folder`,
    });
    await expect(open({ files: ['corpus/'] })).rejects.toMatchObject({
      message: `A folder was given where files are wanted
  where: files[0]: ${join(folder, 'corpus')}
  received: "corpus/"
  allowed: a file or a glob
  fix: give "corpus/**/*.txt"`,
    });
    await expect(open({ files: ['corpus/a.txt'], encoding: 'utf-9' })).rejects.toMatchObject({
      code: 'CLOZE_CONFIG',
      message: `Wrong value for an option
  where: data.train.encoding
  received: "utf-9"
  allowed: the name of an encoding, such as "utf-8" or "windows-1252"`,
    });
    await expect(open({ files: ['corpus/a.txt'], locale: 'e' })).rejects.toMatchObject({
      message: `Wrong value for an option
  where: data.train.locale
  received: "e"
  allowed: a language tag, such as "en" or "el"`,
    });
  });

  it.skipIf(!existsSync(wikitext))(
    'finds the articles of WikiText-2 (skipped without the reference data)',
    async () => {
      const articles = async (split: string) => {
        const found = await texts({ files: [join(wikitext, `${split}.txt`)], documents: 'heading' });
        return found.filter((article) => article.trimStart().startsWith('= ')).length;
      };
      // 60 and 60 are the numbers of articles that the data set's authors publish.
      expect([await articles('valid'), await articles('test')]).toEqual([60, 60]);
    },
  );
});
