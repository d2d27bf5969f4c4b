import { ModelError } from '@cloze/contracts';
import protobuf from 'protobufjs/minimal.js';
import { crc32c, maskCrc } from './crc32c.js';

const FOOTER_BYTES = 48;
/** The last eight bytes of a LevelDB table, as two little-endian words. */
const MAGIC = [0x8b80fb57, 0xdb477524];
/** Behind a block: its compression and its CRC. */
const TRAILER_BYTES = 5;
/** Keys are names of variables; longer ones would let a small file grow without bound. */
const MAX_KEY_BYTES = 1024;
const MAX_ENTRIES = 100_000;

/**
 * The entries of a LevelDB table, in which TensorFlow keeps the index of a checkpoint (github.com/google/leveldb, doc/table_format.md):
 * blocks of entries with shared prefixes, and an index block. Checked against their CRCs; compressed blocks are refused, TensorFlow writes none.
 * @param where the file, for messages
 * @throws ModelError naming the fault
 */
export function readTable(bytes: Uint8Array, where: string): Map<string, Uint8Array> {
  const fault = (received: string, cause?: unknown) => malformed(where, received, cause);
  try {
    const entries = new Map<string, Uint8Array>();
    let end = 0;
    for (const [, value] of blockEntries(blockAt(bytes, indexHandle(bytes, fault), fault), fault)) {
      const handle = readHandle(protobuf.Reader.create(value));
      // Ascending blocks: no byte is read twice, whatever the index says.
      if (handle.offset < end) throw fault('blocks that overlap');
      end = handle.offset + handle.size + TRAILER_BYTES;
      for (const [key, content] of blockEntries(blockAt(bytes, handle, fault), fault)) {
        if (entries.has(key)) throw fault(`the key ${JSON.stringify(key)} twice`);
        if (entries.size === MAX_ENTRIES) throw fault(`more than ${MAX_ENTRIES} entries`);
        entries.set(key, content);
      }
    }
    return entries;
  } catch (error) {
    if (error instanceof ModelError) throw error;
    throw fault('numbers that run over the end of their block', error);
  }
}

type Fault = (received: string) => ModelError;

interface BlockHandle {
  readonly offset: number;
  readonly size: number;
}

function malformed(where: string, received: string, cause?: unknown): ModelError {
  return new ModelError(
    {
      what: 'The index of a TensorFlow checkpoint is malformed',
      where,
      received,
      allowed: 'a LevelDB table without compression',
      fix: 'the file is cut short, damaged or of another format; get it again',
    },
    { cause },
  );
}

function indexHandle(bytes: Uint8Array, fault: Fault): BlockHandle {
  if (bytes.length < FOOTER_BYTES) throw fault(`${bytes.length} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const words = [view.getUint32(bytes.length - 8, true), view.getUint32(bytes.length - 4, true)];
  if (words[0] !== MAGIC[0] || words[1] !== MAGIC[1]) throw fault('no mark of a LevelDB table at the end');
  const footer = protobuf.Reader.create(bytes.subarray(bytes.length - FOOTER_BYTES, bytes.length - 8));
  readHandle(footer); // of the meta index, which TensorFlow leaves empty
  return readHandle(footer);
}

function readHandle(reader: protobuf.Reader): BlockHandle {
  return { offset: Number(reader.uint64()), size: Number(reader.uint64()) };
}

function blockAt(bytes: Uint8Array, { offset, size }: BlockHandle, fault: Fault): Uint8Array {
  const end = offset + size;
  if (end + TRAILER_BYTES > bytes.length - FOOTER_BYTES)
    throw fault(`a block that ends at byte ${end} of ${bytes.length}`);
  if (bytes[end] !== 0) throw fault(`a block with compression ${bytes[end]}`);
  const stored = new DataView(bytes.buffer, bytes.byteOffset + end + 1, 4).getUint32(0, true);
  if (maskCrc(crc32c(bytes.subarray(offset, end + 1))) !== stored) throw fault('a block whose checksum is wrong');
  return bytes.subarray(offset, end);
}

function* blockEntries(block: Uint8Array, fault: Fault): Generator<[key: string, value: Uint8Array]> {
  if (block.length < 4) throw fault(`a block of ${block.length} bytes`);
  const restarts = new DataView(block.buffer, block.byteOffset + block.length - 4, 4).getUint32(0, true);
  const length = block.length - 4 - 4 * restarts;
  if (length < 0) throw fault(`a block of ${block.length} bytes with ${restarts} restarts`);
  const reader = protobuf.Reader.create(block.subarray(0, length));
  let key: Uint8Array = new Uint8Array(0);
  while (reader.pos < reader.len) {
    const [shared, added, valueBytes] = [reader.uint32(), reader.uint32(), reader.uint32()];
    if (shared > key.length || shared + added > MAX_KEY_BYTES) throw fault(`a key of ${shared} + ${added} bytes`);
    const start = reader.pos;
    reader.skip(added + valueBytes);
    key = Buffer.concat([key.subarray(0, shared), block.subarray(start, start + added)]);
    yield [Buffer.from(key).toString('utf8'), block.subarray(start + added, reader.pos)];
  }
}
