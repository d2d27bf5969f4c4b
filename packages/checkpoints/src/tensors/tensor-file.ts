import type { StoredDtype } from '../safetensors/stored-dtype.js';

/** A tensor of a file of weights, checked against the file's size. */
export interface StoredTensor {
  readonly name: string;
  readonly dtype: StoredDtype;
  readonly shape: readonly number[];
  /** Number of elements. */
  readonly count: number;
  /** First byte within the file's data. */
  readonly begin: number;
  /** Behind the last byte. */
  readonly end: number;
}

/** An open file of weights, of whatever format: what it holds is known and checked, tensors are read one at a time. */
export interface TensorFile {
  readonly path: string;
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  /** A tensor as float32, whatever its stored type. Throws ModelError when absent or the file shrank. */
  read(name: string): Promise<Float32Array>;
  /** The same into an array of the tensor's size. */
  readInto(name: string, target: Float32Array): Promise<void>;
  /** Its elements in stored form, little endian, in chunks that are valid until the next one. */
  chunks(name: string): AsyncIterableIterator<Uint8Array>;
  close(): Promise<void>;
}
