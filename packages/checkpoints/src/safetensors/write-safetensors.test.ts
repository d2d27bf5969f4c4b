import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSafetensors } from './safetensors-file.js';
import { writeSafetensors, type TensorToStore } from './write-safetensors.js';

let folder: string;
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'cloze-safetensors-'))));
afterAll(() => rm(folder, { recursive: true }));

const store = (name: string, dtype: TensorToStore['dtype'], shape: number[], values: number[]): TensorToStore => ({
  name,
  dtype,
  shape,
  values: () => Float32Array.from(values),
});

describe('writeSafetensors', () => {
  it('writes what it reads, wide types first, data aligned to 8 bytes', async () => {
    const path = join(folder, 'a.safetensors');
    await writeSafetensors(
      path,
      [
        store('half', 'F16', [3], [1, -2, 0.5]),
        store('b', 'F32', [2, 1], [0.1, 3e38]),
        store('a', 'F32', [], [-0]),
        store('brain', 'BF16', [1], [1]),
      ],
      { metadata: { format: 'pt' } },
    );
    const bytes = await readFile(path);
    expect(Number(bytes.readBigUInt64LE(0)) % 8).toBe(0);
    const file = await openSafetensors(path);
    expect([...file.tensors.keys()]).toEqual(['a', 'b', 'brain', 'half']);
    expect([...(await file.read('b'))]).toEqual([Math.fround(0.1), Math.fround(3e38)]);
    expect([...(await file.read('half'))]).toEqual([1, -2, 0.5]);
    expect(Object.is((await file.read('a'))[0], -0)).toBe(true);
    await file.close();
  });

  it('gives the same bytes and digest for the same tensors in any order', async () => {
    const tensors = [store('x', 'F32', [2], [1, 2]), store('1', 'F32', [1], [3]), store('__proto__', 'F32', [1], [4])];
    const paths = [join(folder, 'one.safetensors'), join(folder, 'two.safetensors')];
    const digests = [await writeSafetensors(paths[0], tensors), await writeSafetensors(paths[1], tensors.reverse())];
    expect(digests[0]).toBe(digests[1]);
    expect(await readFile(paths[0])).toEqual(await readFile(paths[1]));
    const file = await openSafetensors(paths[0]);
    expect(await file.read('__proto__')).toEqual(Float32Array.of(4));
    await file.close();
  });

  it('keeps every float32 bit for bit', async () => {
    const path = join(folder, 'bits.safetensors');
    await fc.assert(
      fc.asyncProperty(fc.float32Array({ maxLength: 50 }), async (values) => {
        await writeSafetensors(path, [store('x', 'F32', [values.length], [...values])]);
        const file = await openSafetensors(path);
        const back = await file.read('x');
        await file.close();
        expect(new Uint8Array(back.buffer)).toEqual(new Uint8Array(Float32Array.from(values).buffer));
      }),
      { numRuns: 25 },
    );
  });

  it('leaves the old file and no temporary one when it fails', async () => {
    const path = join(folder, 'old.safetensors');
    await writeSafetensors(path, [store('x', 'F32', [1], [1])]);
    const before = await readFile(path);
    const failing = { ...store('x', 'F32', [1], [2]), values: () => Promise.reject(new Error('the device is gone')) };
    await expect(writeSafetensors(path, [failing])).rejects.toThrow('the device is gone');
    expect(await readFile(path)).toEqual(before);
    expect((await readdir(folder)).filter((name) => name.includes('tmp'))).toEqual([]);
  });
});
