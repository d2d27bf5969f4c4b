import protobuf from 'protobufjs/minimal.js';
import { crc32c, maskCrc } from '../tensorflow/crc32c.js';

/** A float32 variable of a checkpoint. */
export interface TestVariable {
  readonly shape: readonly number[];
  readonly values: readonly number[];
  /** Fields of its entry that lie. */
  readonly lie?: Partial<Record<'dtype' | 'shard' | 'offset' | 'size' | 'crc' | 'slices', number>>;
}

/** The two files of a TensorFlow checkpoint with one file of data. */
export function bundleBytes(
  variables: Readonly<Record<string, TestVariable>>,
  header: { readonly shards?: number; readonly endianness?: number } = {},
): { readonly index: Buffer; readonly data: Buffer } {
  const data: Buffer[] = [];
  const entries: [string, Uint8Array][] = [['', headerMessage(header)]];
  for (const name of Object.keys(variables).sort()) {
    const { shape, values, lie = {} } = variables[name];
    const bytes = Buffer.from(Float32Array.from(values).buffer);
    const offset = data.reduce((sum, { length }) => sum + length, 0);
    entries.push([name, entryMessage(shape, { offset, size: bytes.length, crc: maskCrc(crc32c(bytes)), ...lie })]);
    data.push(bytes);
  }
  return { index: tableBytes(entries), data: Buffer.concat(data) };
}

function headerMessage({ shards = 1, endianness = 0 }: { shards?: number; endianness?: number }): Uint8Array {
  return protobuf.Writer.create().uint32(8).uint32(shards).uint32(16).uint32(endianness).finish();
}

function entryMessage(shape: readonly number[], fields: Partial<Record<string, number>>): Uint8Array {
  const { dtype = 1, shard = 0, offset = 0, size = 0, crc = 0, slices } = fields;
  const writer = protobuf.Writer.create().uint32(8).uint32(dtype).uint32(18).fork();
  for (const axis of shape) writer.uint32(18).fork().uint32(8).int64(axis).ldelim();
  writer.ldelim().uint32(24).uint32(shard).uint32(32).uint64(offset).uint32(40).uint64(size).uint32(53).fixed32(crc);
  if (slices !== undefined) writer.uint32(58).bytes(new Uint8Array(slices));
  return writer.finish();
}

/** A LevelDB table of two blocks, with shared prefixes, as doc/table_format.md of LevelDB describes it. */
export function tableBytes(entries: readonly (readonly [string, Uint8Array])[]): Buffer {
  const half = Math.ceil(entries.length / 2);
  const parts: Buffer[] = [];
  const handles: [string, Uint8Array][] = [];
  const add = (block: Buffer) => {
    const offset = parts.reduce((sum, { length }) => sum + length, 0);
    const trailer = Buffer.alloc(5);
    trailer.writeUInt32LE(maskCrc(crc32c(Buffer.concat([block, trailer.subarray(0, 1)]))), 1);
    parts.push(block, trailer);
    return protobuf.Writer.create().uint64(offset).uint64(block.length).finish();
  };
  for (const part of [entries.slice(0, half), entries.slice(half)]) {
    if (part.length > 0) handles.push([part.at(-1)![0], add(blockBytes(part))]);
  }
  const meta = add(blockBytes([]));
  const index = add(blockBytes(handles));
  const footer = Buffer.alloc(48);
  Buffer.concat([meta, index]).copy(footer);
  footer.writeUInt32LE(0x8b80fb57, 40);
  footer.writeUInt32LE(0xdb477524, 44);
  return Buffer.concat([...parts, footer]);
}

function blockBytes(entries: readonly (readonly [string, Uint8Array])[]): Buffer {
  const parts: Uint8Array[] = [];
  let before = '';
  for (const [key, value] of entries) {
    let shared = 0;
    while (shared < key.length && key[shared] === before[shared]) shared += 1;
    const added = Buffer.from(key.slice(shared));
    parts.push(
      protobuf.Writer.create().uint32(shared).uint32(added.length).uint32(value.length).finish(),
      added,
      value,
    );
    before = key;
  }
  return Buffer.concat([...parts, Buffer.from([0, 0, 0, 0, 1, 0, 0, 0])]);
}
