import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { folderArtefacts } from './folder-artefacts.js';
import { messageOf } from '../testing/message-of.js';

let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'cloze-artefacts-'))));
afterEach(() => rm(folder, { recursive: true }));

describe('folderArtefacts', () => {
  it('writes whole files into folders that it makes, and reads them', async () => {
    const artefacts = folderArtefacts(join(folder, 'run'));
    expect(await artefacts.readText('plans/notes.txt')).toBeUndefined();
    await artefacts.write('plans/notes.txt', 'first');
    await artefacts.write('plans/notes.txt', 'second');
    expect(await artefacts.readText('plans/notes.txt')).toBe('second');
    expect(await readdir(join(folder, 'run/plans'))).toEqual(['notes.txt']);
    expect(await readFile(artefacts.path('plans/notes.txt'), 'utf8')).toBe('second');
  });

  it('names file and reason when it cannot write, and leaves what was there', async () => {
    await writeFile(join(folder, 'taken'), 'mine');
    const artefacts = folderArtefacts(join(folder, 'taken'));
    expect(await messageOf(() => artefacts.write('run.json', '{}'))).toBe(
      [
        'Cannot write run.json',
        `  where: ${folder}/taken/run.json`,
        `  received: something of this name is in the way (EEXIST)`,
        '  fix: choose another path, or move the file away',
      ].join('\n'),
    );
    expect(await readFile(join(folder, 'taken'), 'utf8')).toBe('mine');
  });
});
