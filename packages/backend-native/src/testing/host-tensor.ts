import type { DataType } from '@tensorflow/tfjs-core';

/** A tensor outside of any backend. */
export interface HostTensor {
  readonly shape: readonly number[];
  readonly dtype: DataType;
  readonly values: Float32Array | Int32Array | Uint8Array;
}

/** The number of elements of a shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** A float32 tensor. */
export function floatTensor(shape: readonly number[], values: Iterable<number>): HostTensor {
  return { shape, dtype: 'float32', values: Float32Array.from(values) };
}
