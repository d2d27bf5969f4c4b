import { readFileSync } from 'node:fs';

/** A tensor of a fixture. */
export interface StoredTensor {
  readonly shape: number[];
  readonly values: Float32Array;
}

/** The float32 tensors of a small safetensors file; for tests alone. */
export function readSafetensors(file: string): Map<string, StoredTensor> {
  const bytes = readFileSync(file);
  const headerLength = Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.toString('utf8', 8, 8 + headerLength)) as Record<
    string,
    { shape: number[]; data_offsets: [number, number] }
  >;
  const tensors = new Map<string, StoredTensor>();
  for (const [name, entry] of Object.entries(header)) {
    if (name === '__metadata__') continue;
    const [from, to] = entry.data_offsets.map((offset) => 8 + headerLength + offset);
    const copy = Uint8Array.from(bytes.subarray(from, to));
    tensors.set(name, { shape: entry.shape, values: new Float32Array(copy.buffer) });
  }
  return tensors;
}
