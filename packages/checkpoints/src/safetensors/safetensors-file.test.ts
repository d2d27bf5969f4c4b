import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSafetensors } from './safetensors-file.js';

let folder: string;
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'cloze-safetensors-'))));
afterAll(() => rm(folder, { recursive: true }));

/** A file with this header text and data; the length field can lie. */
async function fileOf(header: string | Uint8Array, data = 0, headerBytes?: bigint): Promise<string> {
  const text = Buffer.from(header);
  const bytes = Buffer.alloc(8 + text.length + data);
  bytes.writeBigUInt64LE(headerBytes ?? BigInt(text.length));
  text.copy(bytes, 8);
  const path = join(folder, 'model.safetensors');
  await writeFile(path, bytes);
  return path;
}

const tensor = (shape: unknown, offsets: unknown, dtype: unknown = 'F32') => ({ dtype, shape, data_offsets: offsets });

async function messageFor(header: string | Uint8Array | object, data = 0, headerBytes?: bigint): Promise<string> {
  const text = typeof header === 'string' || header instanceof Uint8Array ? header : JSON.stringify(header);
  const path = await fileOf(text, data, headerBytes);
  const outcome = await openSafetensors(path).then(
    async (file) => (await file.close(), 'read without an error'),
    (error: unknown) => `${String(error)}`,
  );
  return outcome.replaceAll(path, 'FILE');
}

describe('openSafetensors', () => {
  it('reads every type as float32', async () => {
    const entries: Record<string, [string, number, (view: DataView) => void]> = {
      a: ['F64', 8, (view) => view.setFloat64(0, 0.1, true)],
      b: ['F32', 4, (view) => view.setFloat32(0, -1.5, true)],
      c: ['F16', 2, (view) => view.setUint16(0, 0xc000, true)],
      d: ['BF16', 2, (view) => view.setUint16(0, 0x3f80, true)],
      e: ['I64', 8, (view) => view.setBigInt64(0, -3n, true)],
      f: ['I32', 4, (view) => view.setInt32(0, -4, true)],
      g: ['I16', 2, (view) => view.setInt16(0, -5, true)],
      h: ['I8', 1, (view) => view.setInt8(0, -6)],
      i: ['U64', 8, (view) => view.setBigUint64(0, 7n, true)],
      j: ['U32', 4, (view) => view.setUint32(0, 2 ** 31, true)],
      k: ['U16', 2, (view) => view.setUint16(0, 9, true)],
      l: ['U8', 1, (view) => view.setUint8(0, 255)],
      m: ['BOOL', 1, (view) => view.setUint8(0, 1)],
    };
    const header: Record<string, object> = { __metadata__: { format: 'pt' } };
    const parts: Uint8Array[] = [];
    let at = 0;
    for (const [name, [dtype, bytes, write]] of Object.entries(entries)) {
      header[name] = tensor([1], [at, at + bytes], dtype);
      parts.push(new Uint8Array(bytes));
      write(new DataView(parts.at(-1)!.buffer));
      at += bytes;
    }
    const text = JSON.stringify(header);
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(text.length));
    const path = join(folder, 'types.safetensors');
    await writeFile(path, Buffer.concat([length, Buffer.from(text), ...parts]));
    const file = await openSafetensors(path);
    const values: number[] = [];
    for (const name of Object.keys(entries)) values.push((await file.read(name))[0]);
    expect(values).toEqual([Math.fround(0.1), -1.5, -2, 1, -3, -4, -5, -6, 7, 2 ** 31, 9, 255, 1]);
    expect(file.metadata).toEqual(new Map([['format', 'pt']]));
    await expect(file.read('z')).rejects.toThrow(`A safetensors file has no tensor "z"\n  where: ${path}`);
    await file.close();
  });

  it('accepts scalars, empty tensors and padding of the header', async () => {
    const path = await fileOf(JSON.stringify({ a: tensor([], [0, 4]), b: tensor([0, 5], [4, 4]) }) + '    ', 4);
    const file = await openSafetensors(path);
    expect([...file.tensors.values()].map(({ shape, count }) => [shape, count])).toEqual([
      [[], 1],
      [[0, 5], 0],
    ]);
    expect(await file.read('a')).toEqual(new Float32Array(1));
    expect(await file.read('b')).toEqual(new Float32Array(0));
    await file.close();
  });

  it('says that a file is not there', async () => {
    const path = join(folder, 'none.safetensors');
    await expect(openSafetensors(path)).rejects.toThrow(`A file is not there\n  where: ${path}`);
    await expect(openSafetensors(folder)).rejects.toThrow(
      `A file of a model is none that can be read from its start to its end\n  where: ${folder}\n  received: a folder\n  allowed: a regular file`,
    );
  });

  it.skipIf(process.platform === 'win32')('does not wait for a pipe, nor read a device', async () => {
    const pipe = join(folder, 'pipe.safetensors');
    const zeros = join(folder, 'zeros.safetensors');
    execFileSync('mkfifo', [pipe]);
    await symlink('/dev/zero', zeros);
    for (const path of [pipe, zeros]) {
      await expect(openSafetensors(path)).rejects.toThrow(
        `A file of a model is none that can be read from its start to its end\n  where: ${path}\n` +
          '  received: a pipe, a socket or a device\n  allowed: a regular file',
      );
    }
  });

  it('turns away each malformed header with its own message', async () => {
    const path = join(folder, 'short.safetensors');
    await writeFile(path, 'abc');
    await expect(openSafetensors(path)).rejects.toThrow(
      `A safetensors file is too short\n  where: ${path}\n  received: 3 bytes\n` +
        '  allowed: at least 8 bytes, the length of the header\n  fix: the file is cut short or of another format; get it again',
    );
    expect(await messageFor('{}', 0, 1n << 60n)).toBe(
      'ModelError: The header length of a safetensors file is impossible\n  where: FILE\n  received: 1152921504606846976 bytes\n' +
        '  allowed: at most 2 bytes in a file of 10\n  fix: the file is cut short, damaged or of another format; get it again',
    );
    const notAnObject = (received: string) =>
      `ModelError: The header of a safetensors file is not a JSON object\n  where: FILE\n  received: ${received}\n` +
      '  allowed: a JSON object in UTF-8, a tensor a key\n  fix: the file is damaged or of another format; get it again';
    expect(await messageFor('[]')).toBe(notAnObject('a list'));
    expect(await messageFor('7')).toBe(notAnObject('7'));
    expect(await messageFor('{"a":')).toBe(notAnObject('text that is no JSON'));
    expect(await messageFor('')).toBe(notAnObject('text that is no JSON'));
    expect(await messageFor(Uint8Array.of(0x7b, 0xff, 0x7d))).toBe(notAnObject('bytes that are no UTF-8'));
    expect(await messageFor('{"a":[[[]]]}')).toBe(notAnObject('brackets that nest more than 3 deep'));
    expect(await messageFor('{"a":{},"\\u0061":{}}')).toBe(
      'ModelError: The header of a safetensors file names "a" twice\n  where: FILE\n  allowed: each name once',
    );
    expect(await messageFor({ __metadata__: { format: 1 } })).toBe(
      'ModelError: The `__metadata__` of a safetensors file is malformed\n  where: FILE\n  received: {"format":1}\n' +
        '  allowed: an object whose values are strings',
    );
  });

  it('turns away each malformed tensor with its own message', async () => {
    expect(await messageFor({ a: tensor([1], [0, 4], 'F4') }, 4)).toBe(
      'ModelError: A tensor has a type that cannot be read\n  where: FILE, tensor "a"\n  received: "F4"\n' +
        '  allowed: F64, F32, F16, BF16, I64, I32, I16, I8, U64, U32, U16, U8, BOOL',
    );
    expect(await messageFor({ a: 3 })).toContain('received: no dtype');
    const shape = (received: string) =>
      `ModelError: A tensor has a malformed shape\n  where: FILE, tensor "a"\n  received: ${received}\n` +
      '  allowed: a list of whole numbers from 0 on, whose product is below 2^53';
    expect(await messageFor({ a: tensor([-1], [0, 4]) }, 4)).toBe(shape('[-1]'));
    expect(await messageFor({ a: tensor([1.5], [0, 4]) }, 4)).toBe(shape('[1.5]'));
    expect(await messageFor({ a: tensor('1', [0, 4]) }, 4)).toBe(shape('"1"'));
    expect(await messageFor({ a: tensor([2 ** 32, 2 ** 32], [0, 4]) }, 4)).toBe(shape('[4294967296,4294967296]'));
    const offsets = (received: string) =>
      `ModelError: A tensor has malformed offsets\n  where: FILE, tensor "a"\n  received: ${received}\n` +
      '  allowed: [begin, end], whole numbers with begin <= end';
    expect(await messageFor({ a: tensor([1], [4, 0]) }, 4)).toBe(offsets('[4,0]'));
    expect(await messageFor({ a: tensor([1], [0]) }, 4)).toBe(offsets('[0]'));
    expect(await messageFor({ a: { dtype: 'F32', shape: [1] } }, 4)).toBe(offsets('no data_offsets'));
    expect(await messageFor({ a: tensor([2], [0, 8]) }, 4)).toBe(
      'ModelError: A tensor ends behind the end of the file\n  where: FILE, tensor "a"\n  received: data_offsets [0, 8]\n' +
        "  allowed: at most 4, the size of the file's data\n  fix: the file is cut short or damaged; get it again",
    );
    expect(await messageFor({ a: tensor([2], [0, 4]) }, 4)).toBe(
      'ModelError: A tensor\'s offsets do not match its shape\n  where: FILE, tensor "a"\n  received: 4 bytes\n' +
        '  allowed: 8 bytes for F32 [2]',
    );
  });

  it('turns away overlaps, gaps and bytes of no tensor', async () => {
    expect(await messageFor({ a: tensor([2], [0, 8]), b: tensor([2], [4, 12]) }, 12)).toBe(
      'ModelError: Two tensors overlap\n  where: FILE, tensor "b"\n  received: begins at byte 4\n' +
        '  allowed: byte 8, where the one before it ends',
    );
    expect(await messageFor({ a: tensor([1], [0, 4]), b: tensor([1], [8, 12]) }, 12)).toBe(
      'ModelError: There is a gap between tensors\n  where: FILE, tensor "b"\n  received: begins at byte 8\n' +
        '  allowed: byte 4, where the one before it ends',
    );
    expect(await messageFor({ a: tensor([1], [0, 4]) }, 6)).toBe(
      'ModelError: A safetensors file holds bytes that belong to no tensor\n  where: FILE\n  received: 6 bytes of data\n' +
        '  allowed: 4, where the last tensor ends',
    );
  });

  it('says when the file shrinks under it', async () => {
    const path = await fileOf(JSON.stringify({ a: tensor([2], [0, 8]) }), 8);
    const file = await openSafetensors(path);
    await writeFile(path, '');
    await expect(file.read('a')).rejects.toThrow('A safetensors file became shorter while it was read');
    await file.close();
  });
});
