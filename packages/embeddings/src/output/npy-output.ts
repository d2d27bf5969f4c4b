import { openForWriting } from './open-for-writing.js';
import type { VectorOutput } from './vector-output.js';

/** Room for any number of rows; NumPy pads headers to 64 bytes as well. */
const HEADER_BYTES = 128;
const CHUNK_BYTES = 1024 * 1024;

/**
 * A NumPy array [vectors, width] of float32 (format version 1.0, numpy.org/doc/stable/reference/generated/numpy.lib.format.html). The header is written
 * again at the end, when the number of rows is known.
 */
export async function npyOutput(path: string): Promise<VectorOutput> {
  const file = await openForWriting(path);
  let rows = 0;
  let width = 0;
  let position = HEADER_BYTES;
  let waiting: Buffer[] = [];
  let bytes = 0;
  const flush = async () => {
    const chunk = Buffer.concat(waiting);
    waiting = [];
    bytes = 0;
    await file.write(chunk, position);
    position += chunk.length;
  };
  return {
    async write(vector) {
      width = vector.length;
      rows += 1;
      // Node runs on little-endian machines, so a float32 in memory already has its stored form.
      waiting.push(Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength));
      bytes += vector.byteLength;
      if (bytes >= CHUNK_BYTES) await flush();
    },
    async finish() {
      await flush();
      await file.write(header(rows, width), 0);
    },
    close: () => file.close(),
  };
}

function header(rows: number, width: number): Buffer {
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows}, ${width}), }`;
  const bytes = Buffer.alloc(HEADER_BYTES, ' ');
  bytes.write('\x93NUMPY\x01\x00', 0, 'latin1');
  bytes.writeUInt16LE(HEADER_BYTES - 10, 8);
  bytes.write(text, 10, 'latin1');
  bytes[HEADER_BYTES - 1] = 0x0a;
  return bytes;
}
