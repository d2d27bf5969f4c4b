import { crc32c } from './crc32c.js';

/** Bytes around the data: its length (8), a check sum of that (4) and one of the data (4). */
const FRAME = 16;

/**
 * Data as a record of TensorFlow's TFRecord format: length as a little-endian 64-bit number, masked CRC-32C of those 8 bytes, the data, and its
 * masked CRC-32C.
 */
export function tfRecord(data: Uint8Array): Uint8Array {
  const record = new Uint8Array(FRAME + data.length);
  const view = new DataView(record.buffer);
  view.setBigUint64(0, BigInt(data.length), true);
  view.setUint32(8, masked(crc32c(record.subarray(0, 8))), true);
  record.set(data, 12);
  view.setUint32(12 + data.length, masked(crc32c(data)), true);
  return record;
}

/** A record that was read. */
export interface ReadRecord {
  readonly data: Uint8Array;
  /** Where the next one begins. */
  readonly end: number;
}

/** The record at a place in a file's bytes; undefined where it is cut short or damaged. */
export function readTfRecord(bytes: Uint8Array, start: number): ReadRecord | undefined {
  if (start + FRAME > bytes.length) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset + start, bytes.length - start);
  const length = Number(view.getBigUint64(0, true));
  const end = start + FRAME + length;
  if (view.getUint32(8, true) !== masked(crc32c(bytes.subarray(start, start + 8))) || end > bytes.length)
    return undefined;
  const data = bytes.subarray(start + 12, start + 12 + length);
  return view.getUint32(12 + length, true) === masked(crc32c(data)) ? { data, end } : undefined;
}

/** As TensorFlow stores check sums, so that one over data with check sums in it is sound. */
function masked(crc: number): number {
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}
