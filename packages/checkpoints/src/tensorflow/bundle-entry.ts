import { ModelError } from '@cloze/contracts';
import protobuf from 'protobufjs/minimal.js';
import type { StoredDtype } from '../safetensors/stored-dtype.js';

/** Where a checkpoint keeps a variable: a `BundleEntryProto` of TensorFlow (core/protobuf/tensor_bundle.proto). */
export interface BundleEntry {
  readonly dtype: StoredDtype;
  readonly shape: readonly number[];
  readonly shard: number;
  readonly offset: number;
  readonly size: number;
  /** CRC-32C of the bytes, masked. */
  readonly crc: number;
}

/** What a checkpoint says of itself: a `BundleHeaderProto`. */
export interface BundleHeader {
  readonly shards: number;
}

/** Numbers of TensorFlow's `DataType`. */
const DTYPES: Readonly<Record<number, StoredDtype>> = {
  1: 'F32',
  2: 'F64',
  3: 'I32',
  4: 'U8',
  5: 'I16',
  6: 'I8',
  9: 'I64',
  10: 'BOOL',
  14: 'BF16',
  17: 'U16',
  19: 'F16',
  22: 'U32',
  23: 'U64',
};

const MAX_SHARDS = 99_999;

/**
 * Reads a header.
 * @throws ModelError for big-endian numbers and an impossible number of shards
 */
export function parseBundleHeader(bytes: Uint8Array, where: string): BundleHeader {
  let shards = 0;
  let endianness = 0;
  readFields(bytes, where, (field, reader) => {
    if (field === 1) shards = reader.uint32();
    else if (field === 2) endianness = reader.uint32();
    else return false;
    return true;
  });
  if (endianness !== 0) throw fault(where, 'numbers in big-endian order', 'little-endian');
  if (shards < 1 || shards > MAX_SHARDS) throw fault(where, `${shards} files of data`, `1 to ${MAX_SHARDS}`);
  return { shards };
}

/**
 * Reads an entry; undefined for variables that hold no numbers (strings of TensorFlow 2).
 * @throws ModelError for what is malformed and for variables that are stored in slices
 */
export function parseBundleEntry(bytes: Uint8Array, where: string): BundleEntry | undefined {
  const values = { dtype: 0, shard: 0, offset: 0, size: 0, crc: 0 };
  let shape: readonly number[] = [];
  let sliced = false;
  readFields(bytes, where, (field, reader) => {
    if (field === 1) values.dtype = reader.uint32();
    else if (field === 2) shape = parseShape(reader.bytes(), where);
    else if (field === 3) values.shard = reader.uint32();
    else if (field === 4) values.offset = Number(reader.uint64());
    else if (field === 5) values.size = Number(reader.uint64());
    else if (field === 6) values.crc = reader.fixed32();
    else if (field === 7) sliced = reader.bytes().length >= 0;
    else return false;
    return true;
  });
  if (sliced) throw fault(where, 'a variable in slices', 'whole variables');
  const dtype = DTYPES[values.dtype];
  return dtype === undefined ? undefined : { ...values, dtype, shape };
}

/** A `TensorShapeProto`: a list of dimensions, each with a size. */
function parseShape(bytes: Uint8Array, where: string): number[] {
  const shape: number[] = [];
  readFields(bytes, where, (field, reader) => {
    if (field !== 2) return false;
    let size = 0;
    readFields(reader.bytes(), where, (inner, dimension) => {
      if (inner !== 1) return false;
      size = Number(dimension.int64());
      return true;
    });
    if (!Number.isSafeInteger(size) || size < 0) throw fault(where, `an axis of ${size}`, 'sizes from 0 on');
    shape.push(size);
    return true;
  });
  return shape;
}

/** Goes through the fields of a message; those that `take` does not know are passed over. */
function readFields(bytes: Uint8Array, where: string, take: (field: number, reader: protobuf.Reader) => boolean): void {
  const reader = protobuf.Reader.create(bytes);
  try {
    while (reader.pos < reader.len) {
      const tag = reader.uint32();
      if (!take(tag >>> 3, reader)) reader.skipType(tag & 7);
    }
  } catch (error) {
    if (error instanceof ModelError) throw error;
    throw fault(where, 'bytes that are no message', 'protocol buffers', error);
  }
}

function fault(where: string, received: string, allowed: string, cause?: unknown): ModelError {
  return new ModelError(
    { what: 'An entry of a TensorFlow checkpoint cannot be read', where, received, allowed },
    { cause },
  );
}
