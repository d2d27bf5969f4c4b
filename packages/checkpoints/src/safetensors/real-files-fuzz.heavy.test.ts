import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { realFiles } from '../testing/mutants.js';
import { temporaryFolders } from '../testing/temporary-folder.js';

const newFolder = temporaryFolders();
const opener = new URL('../testing/open-mutants.ts', import.meta.url).pathname;
/** What a process grows by for other reasons, the waste of thousands of openings among them. */
const ROOM = 128 * 1024 * 1024;

describe('thousands of damaged copies take little memory and never hang', () => {
  for (const { path, name, absent } of realFiles) {
    it.skipIf(absent)(`${name}${absent ? ' (skipped: shared data absent)' : ''}`, () => {
      const grown = execFileSync(
        process.execPath,
        ['--import', 'tsx', '--conditions=@cloze/source', opener, path, newFolder(), '3000'],
        { encoding: 'utf8', timeout: 120_000 },
      );
      expect(Number(grown)).toBeLessThan(ROOM + statSync(path).size);
    });
  }
});
