import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataError } from '@cloze/contracts';
import { parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openVectorOutput, type VectorFormat } from './vector-output.js';

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'cloze-vectors-'))));
afterAll(() => rmSync(folder, { recursive: true }));

const VECTORS = Array.from({ length: 2500 }, (_, i) => Float32Array.of(i, Math.fround(1 / (i + 3)), 1e-30 * i));

async function written(format: VectorFormat, vectors = VECTORS): Promise<Buffer> {
  const path = join(folder, `vectors.${format}`);
  const output = await openVectorOutput(format, path);
  for (const vector of vectors) await output.write(vector);
  await output.finish();
  await output.close();
  return readFileSync(path);
}

describe('vectors in a file', () => {
  it('are lines of JSON whose numbers read back to the same float32', async () => {
    const lines = (await written('jsonl')).toString().trim().split('\n');
    const read = lines.map((line) => Float32Array.from((JSON.parse(line) as { vector: number[] }).vector));
    expect(read).toEqual(VECTORS);
    expect(lines[1]).toBe('{"vector":[1,0.25,1e-30]}');
  });

  it("are NumPy's array: magic, header padded to 64 bytes, then the numbers", async () => {
    const bytes = await written('npy');
    expect(bytes.toString('latin1', 0, 8)).toBe('\x93NUMPY\x01\x00');
    const length = 10 + bytes.readUInt16LE(8);
    expect(length % 64).toBe(0);
    expect(bytes.toString('latin1', 10, length)).toMatch(
      /^\{'descr': '<f4', 'fortran_order': False, 'shape': \(2500, 3\), \} *\n$/,
    );
    const numbers = new Float32Array(Uint8Array.from(bytes.subarray(length)).buffer);
    expect(numbers).toEqual(Float32Array.from(VECTORS.flatMap((vector) => [...vector])));
  });

  it('are a Parquet file with a column of lists', async () => {
    const { buffer, byteOffset, byteLength } = Uint8Array.from(await written('parquet'));
    const file = buffer.slice(byteOffset, byteOffset + byteLength);
    const rows = await parquetReadObjects({ file });
    expect(rows.map(({ vector }) => Float32Array.from(vector as number[]))).toEqual(VECTORS);
  });

  it.each(['jsonl', 'npy', 'parquet'] as const)('may be none at all: %s', async (format) => {
    expect((await written(format, [])).length).toBeGreaterThanOrEqual(format === 'jsonl' ? 0 : 50);
  });

  it.skipIf(!existsSync('/dev/full')).each(['jsonl', 'npy', 'parquet'] as const)(
    'say that the disk is full, whether few or many: %s',
    async (format) => {
      const full = new DataError({
        what: 'A file cannot be written',
        where: '/dev/full',
        received: 'ENOSPC: no space left on device, write',
        fix: 'free some space, or choose another path',
      });
      const few = await openVectorOutput(format, '/dev/full');
      await few.write(VECTORS[0]);
      await expect(few.finish()).rejects.toThrow(full);
      await few.close();
      const many = await openVectorOutput(format, '/dev/full');
      const writeAll = async () => {
        for (let i = 0; i < 1024; i += 1) await many.write(Float32Array.from({ length: 1000 }, (_, k) => i * 1000 + k));
      };
      await expect(writeAll()).rejects.toThrow(full);
      await many.close();
    },
  );

  it('say that a file cannot be written', async () => {
    await expect(openVectorOutput('npy', join(folder, 'none', 'a.npy'))).rejects.toThrow(
      `A file cannot be written\n  where: ${folder}/none/a.npy\n  received: ENOENT`,
    );
  });
});
