import type { FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { ModelError } from '@cloze/contracts';
import { openRegular } from '../durable/open-regular.js';
import { readFully } from '../durable/read-fully.js';
import { bytesPerElement, decodeInto } from '../safetensors/stored-dtype.js';
import type { StoredTensor, TensorFile } from '../tensors/tensor-file.js';
import { parseBundleEntry, parseBundleHeader, type BundleEntry } from './bundle-entry.js';
import { crc32c, maskCrc } from './crc32c.js';
import { readTable } from './read-table.js';

/** Bytes read at a time, which bounds the memory that reading needs beside its result. */
const CHUNK_BYTES = 4 * 1024 * 1024;
const MAX_INDEX_BYTES = 16 * 1024 * 1024;
const FORMAT = 'TensorFlow checkpoint';

interface Shard {
  readonly path: string;
  readonly handle: FileHandle;
  readonly size: number;
}

/**
 * Opens a TensorFlow checkpoint (`<prefix>.index` and `<prefix>.data-00000-of-0000n`) as a file of tensors with TensorFlow's names. Every entry
 * is checked against the size of its file before anything of it is read, and what is read against its CRC.
 * @throws ModelError naming the fault
 */
export async function openTensorBundle(prefix: string): Promise<TensorFile> {
  const path = `${prefix}.index`;
  const table = readTable(await readIndex(path), path);
  const header = table.get('');
  if (header === undefined) {
    throw new ModelError({ what: 'The index of a TensorFlow checkpoint has no header', where: path });
  }
  const { shards: count } = parseBundleHeader(header, path);
  const shards: Shard[] = [];
  const close = async () => void (await Promise.all(shards.map(({ handle }) => handle.close())));
  try {
    const entries = new Map<string, BundleEntry>();
    for (const [name, bytes] of table) {
      const entry = name === '' ? undefined : parseBundleEntry(bytes, `${path}, ${JSON.stringify(name)}`);
      if (entry) entries.set(name, entry);
    }
    // Files are opened as entries need them: a header that announces thousands costs nothing.
    const needed = Math.max(-1, ...Array.from(entries.values(), ({ shard }) => shard)) + 1;
    if (needed > count) throw outOf(path, `an entry in file ${needed} of ${count}`);
    for (let shard = 0; shard < needed; shard += 1) shards.push(await openShard(shardPath(prefix, shard, count)));
    const tensors = new Map(Array.from(entries, ([name, entry]) => [name, check(name, entry, shards)]));
    checkOverlaps(entries, shards);
    return reader(path, { entries, tensors, shards, close });
  } catch (error) {
    await close();
    throw error;
  }
}

function shardPath(prefix: string, shard: number, count: number): string {
  const digits = (value: number) => String(value).padStart(5, '0');
  return `${prefix}.data-${digits(shard)}-of-${digits(count)}`;
}

async function readIndex(path: string): Promise<Uint8Array> {
  const { handle, size } = await openRegular(path);
  try {
    if (size > MAX_INDEX_BYTES) throw outOf(path, `an index of ${size} bytes`);
    const bytes = new Uint8Array(size);
    await readFully(handle, bytes, 0, { path, format: FORMAT });
    return bytes;
  } finally {
    await handle.close();
  }
}

async function openShard(path: string): Promise<Shard> {
  return { path, ...(await openRegular(path)) };
}

/** An entry as a tensor: within its file, and as many bytes as its shape says. */
function check(
  name: string,
  { dtype, shape, shard, offset, size }: BundleEntry,
  shards: readonly Shard[],
): StoredTensor {
  const { path, size: fileSize } = shards[shard];
  const where = `${path}, ${JSON.stringify(name)}`;
  const end = offset + size;
  if (end > fileSize) throw outOf(where, `a variable that ends at byte ${end} of ${fileSize}`);
  const count = shape.reduce((product, axis) => product * axis, 1);
  if (count * bytesPerElement(dtype) !== size) {
    throw new ModelError({
      what: "A variable's size does not match its shape",
      where,
      received: `${size} bytes`,
      allowed: `${count * bytesPerElement(dtype)} bytes for ${dtype} [${shape.join(', ')}]`,
    });
  }
  return { name, dtype, shape, count, begin: offset, end };
}

/** Variables must not share bytes. */
function checkOverlaps(entries: ReadonlyMap<string, BundleEntry>, shards: readonly Shard[]): void {
  const sorted = [...entries].sort(([, a], [, b]) => a.shard - b.shard || a.offset - b.offset || a.size - b.size);
  for (let i = 1; i < sorted.length; i += 1) {
    const [[, before], [name, entry]] = [sorted[i - 1], sorted[i]];
    if (entry.shard !== before.shard || before.offset + before.size <= entry.offset) continue;
    throw outOf(`${shards[entry.shard].path}, ${JSON.stringify(name)}`, 'a variable that overlaps the one before');
  }
}

function outOf(where: string, received: string): ModelError {
  return new ModelError({
    what: 'A TensorFlow checkpoint does not fit its files',
    where,
    received,
    fix: 'the checkpoint is cut short or damaged; get all its files again',
  });
}

interface Bundle {
  readonly entries: ReadonlyMap<string, BundleEntry>;
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  readonly shards: readonly Shard[];
  close(): Promise<void>;
}

function reader(path: string, { entries, tensors, shards, close }: Bundle): TensorFile {
  const find = (name: string): BundleEntry => {
    const entry = entries.get(name);
    if (entry) return entry;
    throw new ModelError({ what: `A TensorFlow checkpoint has no variable ${JSON.stringify(name)}`, where: path });
  };
  async function* chunks(name: string): AsyncIterableIterator<Uint8Array> {
    const { shard, offset, size, crc } = find(name);
    const { handle, path: shardFile } = shards[shard];
    const buffer = new Uint8Array(Math.min(CHUNK_BYTES, size));
    let sum = 0;
    for (let at = 0; at < size; at += buffer.length) {
      const chunk = buffer.subarray(0, Math.min(buffer.length, size - at));
      await readFully(handle, chunk, offset + at, { path: shardFile, format: FORMAT });
      sum = crc32c(chunk, sum);
      yield chunk;
    }
    if (maskCrc(sum) === crc) return;
    throw new ModelError({
      what: "A variable's checksum is wrong",
      where: `${basename(shardFile)}, ${JSON.stringify(name)}`,
      fix: 'the checkpoint is damaged; get it again',
    });
  }
  async function readInto(name: string, target: Float32Array): Promise<void> {
    const { dtype } = find(name);
    let at = 0;
    for await (const chunk of chunks(name)) {
      decodeInto(target, at, dtype, chunk);
      at += chunk.length / bytesPerElement(dtype);
    }
  }
  return {
    path,
    tensors,
    chunks,
    readInto,
    async read(name) {
      const { count } = tensors.get(name) ?? { count: 0 };
      const values = new Float32Array(find(name) ? count : 0);
      await readInto(name, values);
      return values;
    },
    close,
  };
}
