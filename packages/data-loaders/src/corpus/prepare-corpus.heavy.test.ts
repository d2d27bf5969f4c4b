import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readdirSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { KeyedRandom } from '@cloze/contracts';
import { listDataset } from '../testing/list-dataset.js';
import { pieceTokenizer } from '../testing/piece-tokenizer.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { prepareCorpus } from './prepare-corpus.js';

const folder = temporaryFolder();
const script = (name: string) => join(import.meta.dirname, '../testing', name);
const withSource = ['--import', 'tsx', '--conditions=@cloze/source'];

describe('prepareCorpus', () => {
  it('tokenises and reads one document of 192 MB in a heap of 64 MB', () => {
    const file = join(folder, 'large.txt');
    const handle = openSync(file, 'w');
    const line = `${'Some words of a sentence. '.repeat(40)}\n`;
    const block = line.repeat(1000);
    for (let written = 0; written < 192e6; written += block.length) writeSync(handle, block);
    closeSync(handle);
    const blocks = Math.ceil(192e6 / block.length);
    const command = [
      '--max-old-space-size=64',
      ...withSource,
      script('build-in-little-memory.ts'),
      file,
      join(folder, 'large'),
    ];
    const counted = JSON.parse(execFileSync(process.execPath, command, { encoding: 'utf8' }));
    // A space opens every sentence of a line but the first, and counts as the end of an empty word.
    const tokens = blocks * 1000 * (40 * 6 - 1);
    expect(counted).toEqual({ documents: 1, tokens, sum: 5 * tokens });
  });

  it('is right after any number of builders were killed at any moment', async () => {
    const file = join(folder, 'text.txt');
    const cacheDirectory = join(folder, 'cache');
    const documents = Array.from({ length: 50 }, (_, i) => `Abc def. Ghi ${'xyz '.repeat(i)}.`);
    writeFileSync(file, documents.join('\n'));
    const random = new KeyedRandom(1).stream('test');
    for (let i = 0; i < 5; i += 1) {
      const child = spawn(process.execPath, [...withSource, script('build-slowly.ts'), file, cacheDirectory]);
      await once(child.stdout, 'data');
      await pause(random.below(300));
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    const prepare = (directory: string) =>
      prepareCorpus({
        dataset: listDataset(documents, [file]),
        cacheKey: 'test',
        tokenizer: pieceTokenizer(),
        cacheDirectory: directory,
      });
    const { digest } = await prepare(cacheDirectory);
    expect(digest).toBe((await prepare(join(folder, 'untouched'))).digest);
    expect(readdirSync(cacheDirectory)).toHaveLength(1);
  });
});
