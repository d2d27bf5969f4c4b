import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder, writeFiles } from '../testing/temporary-folder.js';
import { readText } from './read-text.js';

const folder = temporaryFolder();

async function read(name: string, encoding = 'utf-8'): Promise<string> {
  let text = '';
  for await (const chunk of readText(join(folder, name), encoding)) text += chunk;
  return text;
}

describe('readText', () => {
  it('joins characters that chunks cut, of two, three and four bytes', async () => {
    for (const [i, character] of ['ü', '語', '😀'].entries()) {
      for (let shift = 0; shift < 4; shift += 1) {
        const text = 'x'.repeat(shift) + character.repeat(600_000);
        writeFiles(folder, { [`long${i}.txt`]: text });
        expect((await read(`long${i}.txt`)) === text).toBe(true);
      }
    }
  });

  it('drops a byte order mark', async () => {
    writeFiles(folder, { 'bom.txt': '\ufeffA\ufeff', 'bom16.txt': Buffer.from('\ufeffAb', 'utf16le') });
    expect(await read('bom.txt')).toBe('A\ufeff');
    expect(await read('bom16.txt', 'utf-16le')).toBe('Ab');
  });

  it('reads other encodings by name', async () => {
    writeFiles(folder, { 'latin.txt': Uint8Array.of(0x63, 0x61, 0x66, 0xe9) });
    expect(await read('latin.txt', 'latin1')).toBe('café');
  });

  it('names file, line, byte and fix where bytes are no UTF-8', async () => {
    const bytes = Buffer.concat([Buffer.from('één\ntwo\nth'), Buffer.of(0xe9), Buffer.from('ee\n')]);
    writeFiles(folder, { 'bad.txt': bytes, 'cut.txt': Uint8Array.of(0x61, 0xe2, 0x82) });
    await expect(read('bad.txt')).rejects.toMatchObject({
      code: 'CLOZE_DATA',
      message: `A file of text is not valid UTF-8
  where: ${join(folder, 'bad.txt')}, line 3
  received: byte 0xe9 at offset 12
  fix: convert the file to UTF-8, or name its encoding, such as "encoding": "windows-1252"`,
    });
    await expect(read('cut.txt')).rejects.toMatchObject({
      message: `A file of text is not valid UTF-8
  where: ${join(folder, 'cut.txt')}, line 1
  received: byte 0xe2 at offset 1
  fix: convert the file to UTF-8, or name its encoding, such as "encoding": "windows-1252"`,
    });
  });

  it('finds a wrong byte far into a file', async () => {
    const bytes = Buffer.concat([Buffer.from('ab\n'.repeat(700_000)), Buffer.of(0xff)]);
    writeFiles(folder, { 'far.txt': bytes });
    await expect(read('far.txt')).rejects.toMatchObject({
      parts: { where: `${join(folder, 'far.txt')}, line 700001`, received: 'byte 0xff at offset 2100000' },
    });
  });

  it('names the bytes where another encoding does not fit', async () => {
    writeFiles(folder, { 'odd.txt': Uint8Array.of(0x00, 0xd8, 0x41, 0x00) });
    await expect(read('odd.txt', 'utf-16le')).rejects.toMatchObject({
      message: `A file of text is not valid utf-16le
  where: ${join(folder, 'odd.txt')}
  received: other bytes between offsets 0 and 4
  fix: name the encoding that the file has in "encoding"`,
    });
  });

  it('names a file that cannot be read', async () => {
    await expect(read('absent.txt')).rejects.toMatchObject({
      message: `Cannot read a file of text
  where: ${join(folder, 'absent.txt')}
  received: ENOENT: no such file or directory, open '${join(folder, 'absent.txt')}'
  fix: make the file readable, or leave it out of "files"`,
    });
  });
});
