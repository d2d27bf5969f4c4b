import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { thrownMessage } from '../testing/thrown-message.js';
import { readTextBlocks } from './read-text-blocks.js';

const MEGABYTE = 1 << 20;
let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'cloze-blocks-'))));
afterAll(() => rm(folder, { recursive: true }));

async function file(name: string, content: string | Buffer): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

async function blocks(files: readonly string[], report?: (bytes: number) => void): Promise<string[]> {
  const all: string[] = [];
  for await (const block of readTextBlocks(files, report)) all.push(block);
  return all;
}

describe('readTextBlocks', () => {
  it('gives the text of the files, in blocks that end at white space', async () => {
    const text = 'word wörter 字 '.repeat(200_000);
    const read = await blocks([await file('long.txt', text)]);
    expect(read.length).toBeGreaterThan(2);
    expect(read.join('') === text).toBe(true);
    for (const block of read.slice(0, -1)) {
      expect(Buffer.byteLength(block)).toBeLessThanOrEqual(MEGABYTE);
      expect(block.endsWith(' ')).toBe(true);
    }
  });

  it('lets a block grow where there is no white space for long', async () => {
    const text = `${'x'.repeat(3 * MEGABYTE)} end`;
    const read = await blocks([await file('unbroken.txt', text)]);
    expect(read[0].length).toBeGreaterThan(3 * MEGABYTE);
    expect(read.join('') === text).toBe(true);
  });

  it('cuts endless text without white space between two characters', async () => {
    const text = '字'.repeat(6 * MEGABYTE);
    const read = await blocks([await file('endless.txt', text)]);
    expect(read.length).toBe(2);
    expect(read.join('') === text).toBe(true);
  });

  it('drops a byte-order mark, also before a block that had to grow', async () => {
    expect(await blocks([await file('mark.txt', '\ufeffa b')])).toEqual(['a b']);
    const [first] = await blocks([await file('long-mark.txt', `\ufeff${'x'.repeat(2 * MEGABYTE)} end`)]);
    expect(first.startsWith('x')).toBe(true);
  });

  it('reports the bytes read so far over all files', async () => {
    const files = [await file('one.txt', 'a'), await file('two.txt', 'bc'), await file('empty.txt', '')];
    const seen: number[] = [];
    expect(await blocks(files, (bytes) => seen.push(bytes))).toEqual(['a', 'bc', '']);
    expect(seen).toEqual([1, 3, 3]);
  });

  it('names the line that is not UTF-8, in a late block too', async () => {
    const path = await file('latin.txt', Buffer.from('fine\ncaf\xe9\n', 'latin1'));
    expect(await thrownMessage(() => blocks([path]))).toBe(
      [
        'The file is not UTF-8 text',
        `  where: ${path}:2`,
        '  allowed: UTF-8',
        '  fix: convert it, for example with iconv -f latin1 -t utf8',
      ].join('\n'),
    );
    const late = await file('late.txt', Buffer.concat([Buffer.from('line\n'.repeat(300_000)), Buffer.from([0xff])]));
    expect(await thrownMessage(() => blocks([late]))).toContain(`where: ${late}:300001`);
  });

  it('names a file that cannot be read', async () => {
    const path = join(folder, 'absent.txt');
    expect(await thrownMessage(() => blocks([path]))).toBe(
      [
        'A training file cannot be read',
        `  where: ${path}`,
        `  received: ENOENT: no such file or directory, open '${path}'`,
        '  fix: check the path and the right to read it',
      ].join('\n'),
    );
    expect(await thrownMessage(() => blocks([folder]))).toContain('received: EISDIR');
  });
});
