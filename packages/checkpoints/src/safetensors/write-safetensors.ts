import { createHash } from 'node:crypto';
import { nodeFileSystem, type FileSystem } from '../durable/file-system.js';
import { writeAtomically } from '../durable/write-durably.js';
import { bytesPerElement, encode, type FloatDtype } from './stored-dtype.js';

/** Elements turned into bytes at a time, which bounds the memory that writing needs. */
const CHUNK_ELEMENTS = 1024 * 1024;

/** A tensor to be written: values to be stored as `dtype`, or bytes that are stored so already. */
export type TensorToStore = {
  readonly name: string;
  readonly dtype: FloatDtype;
  readonly shape: readonly number[];
} & (
  | {
      /** Its values, asked for when its turn comes, so that one tensor at a time is on the host. */
      values(): Float32Array | Promise<Float32Array>;
    }
  | {
      /** Its bytes in stored form, chunk by chunk, each written before the next is asked for. */
      bytes(): AsyncIterable<Uint8Array>;
    }
);

/**
 * Writes a safetensors file, atomically and flushed. The same tensors give the same bytes: wide types come first, then names in
 * code unit order, as in the format's reference implementation; the header is padded to 8 bytes.
 * @returns SHA-256 of the file, in hex
 */
export async function writeSafetensors(
  path: string,
  tensors: readonly TensorToStore[],
  { metadata = {}, files = nodeFileSystem }: { metadata?: Readonly<Record<string, string>>; files?: FileSystem } = {},
): Promise<string> {
  const sorted = [...tensors].sort((a, b) => bytesPerElement(b.dtype) - bytesPerElement(a.dtype) || order(a, b));
  const digest = createHash('sha256');
  await writeAtomically(
    path,
    async (handle) => {
      const put = async (bytes: Uint8Array) => {
        digest.update(bytes);
        await handle.writeFile(bytes);
      };
      await put(headerOf(sorted, metadata));
      for (const tensor of sorted) {
        let written = 0;
        for await (const bytes of storedBytes(tensor)) {
          written += bytes.length;
          await put(bytes);
        }
        const count = elements(tensor);
        if (written !== count * bytesPerElement(tensor.dtype))
          throw new RangeError(`${tensor.name} has ${written} bytes for ${tensor.dtype} [${tensor.shape.join(', ')}]`);
      }
    },
    files,
  );
  return digest.digest('hex');
}

async function* storedBytes(tensor: TensorToStore): AsyncGenerator<Uint8Array> {
  if ('bytes' in tensor) return yield* tensor.bytes();
  const values = await tensor.values();
  for (let at = 0; at < values.length; at += CHUNK_ELEMENTS)
    yield encode(tensor.dtype, values.subarray(at, at + CHUNK_ELEMENTS));
}

function elements({ shape }: TensorToStore): number {
  return shape.reduce((product, size) => product * size, 1);
}

function headerOf(tensors: readonly TensorToStore[], metadata: Readonly<Record<string, string>>): Uint8Array {
  const entries: [string, unknown][] = Object.keys(metadata).length > 0 ? [['__metadata__', metadata]] : [];
  let offset = 0;
  for (const tensor of tensors) {
    const { name, dtype, shape } = tensor;
    const end = offset + elements(tensor) * bytesPerElement(dtype);
    entries.push([name, { dtype, shape, data_offsets: [offset, end] }]);
    offset = end;
  }
  // Written pair by pair: an object would move keys that look like numbers to the front and swallow `__proto__`.
  const json = `{${entries.map(([name, entry]) => `${JSON.stringify(name)}:${JSON.stringify(entry)}`).join(',')}}`;
  const text = Buffer.from(json, 'utf8');
  const padded = Math.ceil(text.length / 8) * 8;
  const header = Buffer.alloc(8 + padded, ' ');
  header.writeBigUInt64LE(BigInt(padded), 0);
  text.copy(header, 8);
  return header;
}

function order(a: TensorToStore, b: TensorToStore): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}
