import { jsonLinesOutput } from './json-lines-output.js';
import { npyOutput } from './npy-output.js';
import { parquetOutput } from './parquet-output.js';

/** A format that vectors are written in. */
export type VectorFormat = 'jsonl' | 'npy' | 'parquet';

/** Where vectors go, one after the other. Each method throws a DataError that names the file when it cannot be written, as on a full disk. */
export interface VectorOutput {
  write(vector: Float32Array): Promise<void>;
  /** Makes the file whole; without it, an `.npy` file tells no number of rows and a Parquet file cannot be read. */
  finish(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens an output that streams: JSON lines `{"vector": […]}` (on stdout without a path), a NumPy array [vectors, width] of float32, or a Parquet file
 * with a column `vector`, a list of floats.
 * @throws DataError when the file cannot be written
 */
export function openVectorOutput(format: VectorFormat, path?: string): Promise<VectorOutput> {
  if (format === 'jsonl') return jsonLinesOutput(path);
  if (path === undefined) throw new RangeError(`${format} needs a path`);
  return format === 'npy' ? npyOutput(path) : parquetOutput(path);
}
