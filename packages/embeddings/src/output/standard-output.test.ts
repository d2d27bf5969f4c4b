import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataError } from '@cloze/contracts';
import { describe, expect, it } from 'vitest';
import { standardOutput } from './standard-output.js';

/** Standard output that is an open file; writing through Node's stream fails. */
function behind(fd: number) {
  const write = () => {
    throw new Error('not the way to write to a file');
  };
  return { fd, isTTY: false, write } as const;
}

describe('standardOutput', () => {
  it('writes to the file behind it, from where that stands', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cloze-stdout-'));
    const fd = openSync(join(folder, 'out.txt'), 'w');
    const write = standardOutput(behind(fd));
    await write('one\n');
    await write('zwölf\n');
    closeSync(fd);
    expect(readFileSync(join(folder, 'out.txt'), 'utf8')).toBe('one\nzwölf\n');
    rmSync(folder, { recursive: true });
  });

  it.skipIf(!existsSync('/dev/full'))('says that the disk is full', async () => {
    const fd = openSync('/dev/full', 'w');
    await expect(standardOutput(behind(fd))('one\n')).rejects.toThrow(
      new DataError({
        what: 'A file cannot be written',
        where: 'standard output',
        received: 'ENOSPC: no space left on device, write',
        fix: 'free some space, or choose another path',
      }),
    );
    closeSync(fd);
  });

  it('waits for a pipe or a terminal, and says what went wrong with it', async () => {
    const taken: unknown[] = [];
    const failures: Error[] = [];
    const write = (text: unknown, done: unknown) => {
      taken.push(text);
      setImmediate(done as (cause?: Error) => void, failures[0]);
      return false;
    };
    const writeText = standardOutput({ fd: 1, isTTY: true, write: write as typeof process.stdout.write });
    await writeText('one\n');
    expect(taken).toEqual(['one\n']);
    failures.push(Object.assign(new Error('EIO: i/o error, write'), { code: 'EIO', syscall: 'write' }));
    await expect(writeText('two\n')).rejects.toThrow(
      'A file cannot be written\n  where: standard output\n  received: EIO: i/o error, write\n  fix: choose another path',
    );
  });
});
