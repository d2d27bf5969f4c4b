import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ModelError } from '@cloze/contracts';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSafetensors } from './safetensors-file.js';
import { writeSafetensors } from './write-safetensors.js';

let folder: string;
let valid: Buffer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cloze-fuzz-'));
  const path = join(folder, 'valid.safetensors');
  await writeSafetensors(
    path,
    ['bert.embeddings.LayerNorm.weight', 'bert.pooler.dense.bias'].map((name) => ({
      name,
      dtype: 'F32',
      shape: [2, 3],
      values: () => new Float32Array(6),
    })),
    { metadata: { format: 'pt' } },
  );
  valid = await readFile(path);
});
afterAll(() => rm(folder, { recursive: true }));

/** Reads a file in full: fine, or a ModelError. What is allocated is bounded by what the file holds. */
async function readAll(bytes: Uint8Array): Promise<void> {
  const path = join(folder, 'fuzzed.safetensors');
  await writeFile(path, bytes);
  try {
    const file = await openSafetensors(path);
    try {
      let elements = 0;
      for (const name of file.tensors.keys()) elements += (await file.read(name)).length;
      expect(elements).toBeLessThanOrEqual(bytes.length);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
  }
}

describe('a safetensors file from anywhere', () => {
  it('of random bytes is read or refused', async () => {
    await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), readAll), { numRuns: 300 });
  });

  it('with bytes of a real one changed is read or refused', async () => {
    const changes = fc.array(fc.tuple(fc.nat(valid.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(changes, async (edits) => {
        const bytes = Buffer.from(valid);
        for (const [at, value] of edits) bytes[at] = value;
        await readAll(bytes);
      }),
      { numRuns: 500 },
    );
  });

  it('cut anywhere is refused', async () => {
    for (let length = 0; length < valid.length; length += 1) {
      const path = join(folder, 'cut.safetensors');
      await writeFile(path, valid.subarray(0, length));
      await expect(openSafetensors(path), `cut at ${length}`).rejects.toBeInstanceOf(ModelError);
    }
  });

  it('with a header of any JSON is read or refused', async () => {
    const entry = fc.record(
      {
        dtype: fc.constantFrom('F32', 'F16', 'I64', 'BOOL', 'x', 3),
        shape: fc.oneof(fc.array(fc.oneof(fc.nat(4), fc.maxSafeInteger(), fc.double())), fc.jsonValue()),
        data_offsets: fc.oneof(fc.tuple(fc.nat(64), fc.nat(64)), fc.jsonValue()),
      },
      { requiredKeys: [] },
    );
    const header = fc.dictionary(
      fc.oneof(fc.string(), fc.constantFrom('constructor', 'toString', '__proto__')),
      fc.oneof(entry, fc.jsonValue()),
    );
    await fc.assert(
      fc.asyncProperty(header, fc.nat(64), async (json, data) => {
        const text = Buffer.from(JSON.stringify(json));
        const bytes = Buffer.alloc(8 + text.length + data);
        bytes.writeBigUInt64LE(BigInt(text.length));
        text.copy(bytes, 8);
        await readAll(bytes);
      }),
      { numRuns: 500 },
    );
  });
});
