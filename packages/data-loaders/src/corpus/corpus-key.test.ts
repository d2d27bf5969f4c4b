import { appendFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listDataset } from '../testing/list-dataset.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { CORPUS_FORMAT, corpusKey } from './corpus-key.js';

const folder = temporaryFolder();
const file = join(folder, 'a.txt');
const other = join(folder, 'b.txt');

describe('corpusKey', () => {
  it('changes with tokenizer, options, language, files, their order, size and time, and with nothing else', async () => {
    writeFileSync(file, 'text');
    writeFileSync(other, 'text');
    utimesSync(file, 1000, 1000);
    utimesSync(other, 1000, 1000);
    const base = { dataset: listDataset([], [file, other]), cacheKey: 'options', tokenizer: 'fingerprint' };
    const first = await corpusKey(base);
    expect(first).toMatch(/^[0-9a-f]{32}$/);
    expect(await corpusKey({ ...base, dataset: listDataset(['read later'], [file, other]) })).toBe(first);
    const changed = [
      await corpusKey({ ...base, tokenizer: 'another' }),
      await corpusKey({ ...base, cacheKey: 'another' }),
      await corpusKey({ ...base, dataset: { ...base.dataset, locale: 'de' } }),
      await corpusKey({ ...base, dataset: listDataset([], [file]) }),
      await corpusKey({ ...base, dataset: listDataset([], [other, file]) }),
    ];
    utimesSync(file, 1000, 1000.5);
    changed.push(await corpusKey(base));
    appendFileSync(file, '!');
    utimesSync(file, 1000, 1000);
    changed.push(await corpusKey(base));
    expect(new Set([first, ...changed]).size).toBe(8);
    expect(await corpusKey({ ...base, dataset: { ...listDataset([], [other]), locale: 'en' } })).toBe(
      await corpusKey({ ...base, dataset: listDataset([], [other]) }),
    );
  });

  it('changes with the versions of the format, of Unicode and of ICU, which are those of this process', async () => {
    writeFileSync(file, 'text');
    const inputs = { dataset: listDataset([], [file]), cacheKey: 'options', tokenizer: 'fingerprint' };
    const { unicode, icu } = process.versions;
    const own = { format: CORPUS_FORMAT, unicode, icu };
    const first = await corpusKey(inputs);
    expect(await corpusKey(inputs, own)).toBe(first);
    const changed = [
      await corpusKey(inputs, { ...own, format: CORPUS_FORMAT + 1 }),
      await corpusKey(inputs, { ...own, unicode: `${unicode}.1` }),
      await corpusKey(inputs, { ...own, icu: `${icu}.1` }),
      await corpusKey(inputs, { ...own, icu: undefined }),
    ];
    expect(new Set([first, ...changed]).size).toBe(5);
  });

  it('names a file that is gone', async () => {
    const gone = join(folder, 'gone.txt');
    await expect(corpusKey({ dataset: listDataset([], [gone]), cacheKey: '', tokenizer: '' })).rejects.toMatchObject({
      message: `A file of the corpus is not there
  where: ${gone}
  received: ENOENT: no such file or directory, stat '${gone}'`,
    });
  });
});
