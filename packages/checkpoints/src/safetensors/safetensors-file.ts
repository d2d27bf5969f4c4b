import { ModelError } from '@cloze/contracts';
import { describeReadError } from '../durable/io-error.js';
import { openRegular, type OpenFile } from '../durable/open-regular.js';
import { readFully } from '../durable/read-fully.js';
import type { StoredTensor, TensorFile } from '../tensors/tensor-file.js';
import { MAX_HEADER_BYTES, parseSafetensorsHeader } from './safetensors-header.js';
import { bytesPerElement, decodeInto } from './stored-dtype.js';

/** Bytes read at a time, which bounds the memory that reading needs beside its result. */
const CHUNK_BYTES = 4 * 1024 * 1024;

/** An open safetensors file: the header is checked, tensors are read one at a time. */
export interface SafetensorsFile extends TensorFile {
  readonly metadata: ReadonlyMap<string, string>;
}

/**
 * Opens a safetensors file. Nothing but the header is read, and nothing is allocated that the file's size does not bear out.
 * @throws ModelError naming the fault: not there, no regular file, too short, header length, header, types, shapes, offsets
 */
export async function openSafetensors(path: string): Promise<SafetensorsFile> {
  const file = await openRegular(path);
  try {
    return await fromHandle(file, path);
  } catch (error) {
    await file.handle.close();
    throw error instanceof ModelError ? error : new ModelError(describeReadError(error, path), { cause: error });
  }
}

async function fromHandle({ handle, size }: OpenFile, path: string): Promise<SafetensorsFile> {
  const place = { path, format: 'safetensors' };
  if (size < 8) {
    throw new ModelError({
      what: 'A safetensors file is too short',
      where: path,
      received: `${size} bytes`,
      allowed: 'at least 8 bytes, the length of the header',
      fix: 'the file is cut short or of another format; get it again',
    });
  }
  const lengthBytes = new Uint8Array(8);
  await readFully(handle, lengthBytes, 0, place);
  const headerBytes = new DataView(lengthBytes.buffer).getBigUint64(0, true);
  const longest = Math.min(MAX_HEADER_BYTES, size - 8);
  if (headerBytes > BigInt(longest)) {
    throw new ModelError({
      what: 'The header length of a safetensors file is impossible',
      where: path,
      received: `${headerBytes} bytes`,
      allowed: `at most ${longest} bytes in a file of ${size}`,
      fix: 'the file is cut short, damaged or of another format; get it again',
    });
  }
  const header = new Uint8Array(Number(headerBytes));
  await readFully(handle, header, 8, place);
  const dataStart = 8 + header.length;
  const { tensors, metadata } = parseSafetensorsHeader(header, size - dataStart, path);

  const find = (name: string): StoredTensor => {
    const tensor = tensors.get(name);
    if (tensor) return tensor;
    throw new ModelError({ what: `A safetensors file has no tensor ${JSON.stringify(name)}`, where: path });
  };
  async function* chunks(name: string): AsyncIterableIterator<Uint8Array> {
    const { begin, end } = find(name);
    const buffer = new Uint8Array(Math.min(CHUNK_BYTES, end - begin));
    for (let at = begin; at < end; at += buffer.length) {
      const chunk = buffer.subarray(0, Math.min(buffer.length, end - at));
      await readFully(handle, chunk, dataStart + at, place);
      yield chunk;
    }
  }
  async function readInto(name: string, target: Float32Array): Promise<void> {
    const { dtype, begin, end, count } = find(name);
    if (target.length !== count) throw new RangeError(`${name} has ${count} elements, the target ${target.length}`);
    if (dtype === 'F32') {
      const bytes = new Uint8Array(target.buffer, target.byteOffset, target.byteLength);
      for (let at = 0; at < end - begin; at += CHUNK_BYTES)
        await readFully(handle, bytes.subarray(at, at + CHUNK_BYTES), dataStart + begin + at, place);
      return;
    }
    let at = 0;
    for await (const chunk of chunks(name)) {
      decodeInto(target, at, dtype, chunk);
      at += chunk.length / bytesPerElement(dtype);
    }
  }
  return {
    path,
    tensors,
    metadata,
    chunks,
    readInto,
    async read(name) {
      const values = new Float32Array(find(name).count);
      await readInto(name, values);
      return values;
    },
    close: () => handle.close(),
  };
}
