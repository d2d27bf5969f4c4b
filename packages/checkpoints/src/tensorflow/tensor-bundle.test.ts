import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ModelError } from '@cloze/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bundleBytes, tableBytes, type TestVariable } from '../testing/bundle-bytes.js';
import { temporaryFolders } from '../testing/temporary-folder.js';
import { openTensorflowWeights } from './open-tensorflow-weights.js';
import { openTensorBundle } from './tensor-bundle.js';

const newFolder = temporaryFolders();
/** Names that every object has a value for. */
const INHERITED = ['constructor', 'hasOwnProperty', 'toString', 'valueOf'];
const KERNEL = 'bert/encoder/layer_0/output/dense/kernel';

function write(index: Uint8Array, data: Uint8Array = new Uint8Array(0)): string {
  const prefix = join(newFolder(), 'model.ckpt');
  writeFileSync(`${prefix}.index`, index);
  writeFileSync(`${prefix}.data-00000-of-00001`, data);
  return prefix;
}

function writeBundle(variables: Record<string, TestVariable>, header = {}): string {
  const { index, data } = bundleBytes(variables, header);
  return write(index, data);
}

async function messageFor(prefix: string): Promise<string> {
  const outcome = await openTensorBundle(prefix).then(
    async (file) => {
      try {
        for (const name of file.tensors.keys()) await file.read(name);
        return 'read without an error';
      } catch (error) {
        return String(error);
      } finally {
        await file.close();
      }
    },
    (error: unknown) => String(error),
  );
  return outcome.replaceAll(prefix, 'MODEL');
}

describe('a TensorFlow checkpoint', () => {
  const variables = {
    'bert/embeddings/word_embeddings': { shape: [3, 2], values: [1, 2, 3, 4, 5, 6] },
    'bert/embeddings/LayerNorm/gamma': { shape: [2], values: [7, 8] },
    'bert/embeddings/LayerNorm/beta': { shape: [2], values: [9, 10] },
    [KERNEL]: { shape: [2, 3], values: [1, 2, 3, 4, 5, 6] },
    [`${KERNEL}/adam_m`]: { shape: [2, 3], values: [0, 0, 0, 0, 0, 0] },
    'cls/predictions/output_bias': { shape: [3], values: [1, 2, 3] },
    'cls/seq_relationship/output_weights': { shape: [2, 2], values: [1, 2, 3, 4] },
    output_bias: { shape: [1], values: [4] },
    global_step: { shape: [], values: [20] },
  };

  it('is read under the names of transformers, kernels turned round, without the optimizer', async () => {
    const file = await openTensorflowWeights(writeBundle(variables));
    const read = async (name: string) => [file.tensors.get(name)?.shape, [...(await file.read(name))]];
    const kernel = 'bert.encoder.layer.0.output.dense.weight';
    expect([...file.tensors.keys()].sort()).toEqual([
      'bert.embeddings.LayerNorm.bias',
      'bert.embeddings.LayerNorm.weight',
      'bert.embeddings.word_embeddings.weight',
      kernel,
      'classifier.bias',
      'cls.predictions.bias',
      'cls.seq_relationship.weight',
    ]);
    expect(await read('bert.embeddings.word_embeddings.weight')).toEqual([
      [3, 2],
      [1, 2, 3, 4, 5, 6],
    ]);
    expect(await read('bert.embeddings.LayerNorm.weight')).toEqual([[2], [7, 8]]);
    expect(await read(kernel)).toEqual([
      [3, 2],
      [1, 4, 2, 5, 3, 6],
    ]);
    const chunks: number[] = [];
    for await (const chunk of file.chunks(kernel)) chunks.push(...new Float32Array(chunk.slice().buffer));
    expect(chunks).toEqual([1, 4, 2, 5, 3, 6]);
    await expect(file.read('x')).rejects.toThrow('A TensorFlow checkpoint has no parameter "x"');
    await file.close();
  });

  it('takes variables by their own names, whatever every object has', async () => {
    const own = Object.fromEntries(INHERITED.map((name) => [name, { shape: [1], values: [3] }]));
    const file = await openTensorflowWeights(writeBundle(own));
    expect([...file.tensors.keys()].sort()).toEqual([...INHERITED].sort());
    await file.close();
  });

  it('is refused where two variables stand for one parameter', async () => {
    const prefix = writeBundle({ 'a/kernel': { shape: [1, 1], values: [1] }, 'a/weight': { shape: [1], values: [1] } });
    await expect(openTensorflowWeights(prefix)).rejects.toThrow(
      `Two variables of a TensorFlow checkpoint stand for one parameter\n  where: ${prefix}.index\n` +
        '  received: a/kernel and a/weight\n  allowed: one of them, for a.weight',
    );
  });

  it('tells each fault of an entry', async () => {
    const one = (lie: TestVariable['lie'], shape = [2]) => writeBundle({ w: { shape, values: [1, 2], lie } });
    const misfit = (received: string, where = 'MODEL.data-00000-of-00001, "w"') =>
      `ModelError: A TensorFlow checkpoint does not fit its files\n  where: ${where}\n  received: ${received}\n` +
      '  fix: the checkpoint is cut short or damaged; get all its files again';
    expect(await messageFor(one({ offset: 4 }))).toBe(misfit('a variable that ends at byte 12 of 8'));
    expect(await messageFor(one({ shard: 1 }))).toBe(misfit('an entry in file 2 of 1', 'MODEL.index'));
    expect(await messageFor(one({}, [2 ** 31, 2 ** 31, 2 ** 31]))).toBe(
      'ModelError: A variable\'s size does not match its shape\n  where: MODEL.data-00000-of-00001, "w"\n  received: 8 bytes\n' +
        '  allowed: 3.961408125713217e+28 bytes for F32 [2147483648, 2147483648, 2147483648]',
    );
    expect(await messageFor(one({ crc: 1 }))).toBe(
      'ModelError: A variable\'s checksum is wrong\n  where: model.ckpt.data-00000-of-00001, "w"\n' +
        '  fix: the checkpoint is damaged; get it again',
    );
    expect(await messageFor(one({ slices: 3 }))).toBe(
      'ModelError: An entry of a TensorFlow checkpoint cannot be read\n  where: MODEL.index, "w"\n' +
        '  received: a variable in slices\n  allowed: whole variables',
    );
    expect(await messageFor(one({}, [-1]))).toContain('received: an axis of -1\n  allowed: sizes from 0 on');
    const twice = { a: { shape: [2], values: [1, 2] }, b: { shape: [2], values: [1, 2], lie: { offset: 4 } } };
    expect(await messageFor(writeBundle(twice))).toBe(
      misfit('a variable that overlaps the one before', 'MODEL.data-00000-of-00001, "b"'),
    );
    expect(await messageFor(writeBundle({}, { endianness: 1 }))).toContain('received: numbers in big-endian order');
    expect(await messageFor(writeBundle({}, { shards: 0 }))).toContain('received: 0 files of data');
    // A type that holds no numbers is passed over.
    expect(await messageFor(one({ dtype: 7 }))).toBe('read without an error');
  });

  it('tells each fault of the index', async () => {
    const malformed = (received: string) =>
      `ModelError: The index of a TensorFlow checkpoint is malformed\n  where: MODEL.index\n  received: ${received}\n` +
      '  allowed: a LevelDB table without compression\n' +
      '  fix: the file is cut short, damaged or of another format; get it again';
    expect(await messageFor(write(new Uint8Array(7)))).toBe(malformed('7 bytes'));
    expect(await messageFor(write(new Uint8Array(99)))).toBe(malformed('no mark of a LevelDB table at the end'));
    const { index } = bundleBytes({ w: { shape: [1], values: [1] } });
    const changed = (at: number, value: number) => {
      const bytes = Buffer.from(index);
      bytes[at] = value;
      return messageFor(write(bytes, new Uint8Array(4)));
    };
    expect(await changed(0, 99)).toBe(malformed('a block whose checksum is wrong'));
    expect(await changed(index.length - 48, 200)).toContain('A TensorFlow checkpoint is malformed'.slice(2));
    expect(await messageFor(write(tableBytes([['w', new Uint8Array(0)]])))).toBe(
      'ModelError: The index of a TensorFlow checkpoint has no header\n  where: MODEL.index',
    );
    expect(await messageFor(write(tableBytes([['', Uint8Array.of(255)]])))).toContain('bytes that are no message');
    expect(await messageFor(join(newFolder(), 'none'))).toContain('A file is not there');
  });
});

describe('a TensorFlow checkpoint from anywhere', () => {
  const { index, data } = bundleBytes({
    [KERNEL]: { shape: [2, 3], values: [1, 2, 3, 4, 5, 6] },
    'bert/pooler/dense/bias': { shape: [2], values: [1, 2] },
  });

  /** Reads it in full: fine, or a ModelError; what is allocated is bounded by what the files hold. */
  async function readAll(indexBytes: Uint8Array, dataBytes: Uint8Array): Promise<void> {
    try {
      const file = await openTensorflowWeights(write(indexBytes, dataBytes));
      try {
        let elements = 0;
        for (const name of file.tensors.keys()) elements += (await file.read(name)).length;
        expect(elements).toBeLessThanOrEqual(dataBytes.length);
      } finally {
        await file.close();
      }
    } catch (error) {
      if (!(error instanceof ModelError)) throw error;
    }
  }

  it('of random bytes is read or refused', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), (bytes) => readAll(bytes, data)),
      { numRuns: 200 },
    );
  });

  it('with entries of any bytes is read or refused', async () => {
    const names = fc.oneof(fc.string({ maxLength: 12 }), fc.constantFrom(...INHERITED));
    const entries = fc.dictionary(names, fc.uint8Array({ maxLength: 40 }));
    const header = Uint8Array.of(8, 1);
    await fc.assert(
      fc.asyncProperty(entries, (map) => readAll(tableBytes(Object.entries({ ...map, '': header }).sort()), data)),
      { numRuns: 300 },
    );
  });

  it('with bytes of a whole one changed or cut off is read or refused', async () => {
    const changes = fc.array(fc.tuple(fc.nat(index.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(changes, fc.nat(index.length), fc.nat(data.length), async (edits, cut, dataCut) => {
        const bytes = Buffer.from(index);
        for (const [at, value] of edits) bytes[at] = value;
        await readAll(
          cut % 3 === 0 ? index.subarray(0, cut) : bytes,
          dataCut % 3 === 0 ? data.subarray(0, dataCut) : data,
        );
      }),
      { numRuns: 300 },
    );
  });
});
