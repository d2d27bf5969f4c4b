import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nodeFileSystem } from './file-system.js';
import { publishFolder, recoverFolder } from './publish-folder.js';

let parent: string;
let target: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'cloze-publish-'));
  target = join(parent, 'model');
});
afterEach(() => rm(parent, { recursive: true }));

const fillWith = (text: string) => (directory: string) => writeFile(join(directory, 'file'), text);
const content = () => readFile(join(target, 'file'), 'utf8');

describe('publishFolder', () => {
  it('makes a folder, then replaces it, and leaves nothing else behind', async () => {
    await publishFolder(target, fillWith('one'));
    expect(await content()).toBe('one');
    await publishFolder(target, fillWith('two'));
    expect(await content()).toBe('two');
    expect(await readdir(parent)).toEqual(['model']);
  });

  it('keeps the old folder when filling fails', async () => {
    await publishFolder(target, fillWith('one'));
    const fill = async (directory: string) => {
      await fillWith('half')(directory);
      throw new Error('the device is gone');
    };
    await expect(publishFolder(target, fill)).rejects.toThrow('the device is gone');
    expect(await content()).toBe('one');
    expect(await readdir(parent)).toEqual(['model']);
  });

  it('keeps the old folder when either rename fails', async () => {
    for (const failing of [0, 1]) {
      await publishFolder(target, fillWith('one'));
      let call = 0;
      const files = {
        ...nodeFileSystem,
        rename: async (from: string, to: string) => {
          if (call++ === failing) throw new Error('the device is gone');
          await rename(from, to);
        },
      };
      await expect(publishFolder(target, fillWith('two'), files as typeof nodeFileSystem)).rejects.toThrow('gone');
      expect(await content()).toBe('one');
      expect(await readdir(parent)).toEqual(['model']);
    }
  });

  it('recovers the folder that a kill between the two renames left aside', async () => {
    await mkdir(`${target}.previous`);
    await writeFile(join(`${target}.previous`, 'file'), 'one');
    await recoverFolder(target);
    expect(await content()).toBe('one');
    expect(await readdir(parent)).toEqual(['model']);
  });
});
