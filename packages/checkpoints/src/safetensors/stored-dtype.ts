import { bfloat16ToNumber, float16ToNumber, numberToBfloat16, numberToFloat16 } from './half-precision.js';

const BYTES = {
  F64: 8,
  F32: 4,
  F16: 2,
  BF16: 2,
  I64: 8,
  I32: 4,
  I16: 2,
  I8: 1,
  U64: 8,
  U32: 4,
  U16: 2,
  U8: 1,
  BOOL: 1,
} as const;

/** A type of the safetensors format that cloze reads. */
export type StoredDtype = keyof typeof BYTES;

/** A type that cloze writes. */
export type FloatDtype = 'F32' | 'F16' | 'BF16';

/** All types cloze reads, for messages. */
export const storedDtypes = Object.keys(BYTES) as readonly StoredDtype[];

/** Whether a name from a file is a type cloze reads. */
export function isStoredDtype(name: unknown): name is StoredDtype {
  return typeof name === 'string' && Object.hasOwn(BYTES, name);
}

/** Whether a stored type is one that cloze writes. */
export function isFloatDtype(dtype: StoredDtype): dtype is FloatDtype {
  return dtype === 'F32' || dtype === 'F16' || dtype === 'BF16';
}

/** Bytes of one element. */
export function bytesPerElement(dtype: StoredDtype): number {
  return BYTES[dtype];
}

/** Elements in stored form to float32, into `target` from `at` on; wider types are rounded. Little endian. */
export function decodeInto(target: Float32Array, at: number, dtype: StoredDtype, bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const read = readers[dtype];
  const step = BYTES[dtype];
  for (let offset = 0; offset < bytes.byteLength; offset += step) target[at++] = read(view, offset);
}

let float16Table: Float32Array | undefined;

/** Every float16 as a number; made at the first use, because a look-up is some ten times faster than taking bits apart. */
function float16Values(): Float32Array {
  return (float16Table ??= Float32Array.from({ length: 65536 }, (_, half) => float16ToNumber(half)));
}

const readers: Readonly<Record<StoredDtype, (view: DataView, offset: number) => number>> = {
  F64: (view, offset) => view.getFloat64(offset, true),
  F32: (view, offset) => view.getFloat32(offset, true),
  F16: (view, offset) => float16Values()[view.getUint16(offset, true)],
  BF16: (view, offset) => bfloat16ToNumber(view.getUint16(offset, true)),
  I64: (view, offset) => Number(view.getBigInt64(offset, true)),
  I32: (view, offset) => view.getInt32(offset, true),
  I16: (view, offset) => view.getInt16(offset, true),
  I8: (view, offset) => view.getInt8(offset),
  U64: (view, offset) => Number(view.getBigUint64(offset, true)),
  U32: (view, offset) => view.getUint32(offset, true),
  U16: (view, offset) => view.getUint16(offset, true),
  U8: (view, offset) => view.getUint8(offset),
  BOOL: (view, offset) => view.getUint8(offset),
};

/** float32 to its stored form, little endian; narrower types are rounded to nearest even. F32 shares the memory of `values`. */
export function encode(dtype: FloatDtype, values: Float32Array): Uint8Array {
  // Node runs on little-endian machines, so a float32 in memory already has its stored form.
  if (dtype === 'F32') return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const bytes = new Uint8Array(values.length * BYTES[dtype]);
  const view = new DataView(bytes.buffer);
  if (dtype === 'F16') values.forEach((value, i) => view.setUint16(i * 2, numberToFloat16(value), true));
  else values.forEach((value, i) => view.setUint16(i * 2, numberToBfloat16(value), true));
  return bytes;
}
