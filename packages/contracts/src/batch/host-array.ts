/** A typed array that can become a tensor: int32 or float32 (a Uint8Array becomes int32). */
export type HostData = Int32Array | Float32Array | Uint8Array;

/** Data with a shape, for arrays of more than one axis. */
export interface ShapedArray {
  readonly data: HostData;
  readonly shape: readonly number[];
}

/** A typed array stands for the one-axis array of its length. */
export type HostArray = HostData | ShapedArray;

/** What a host half hands to its tensor half: arrays by name, transferable between threads. */
export type NamedArrays = Readonly<Record<string, HostArray>>;

/** Data and shape of a host array. */
export function shapedArray(array: HostArray): ShapedArray {
  return ArrayBuffer.isView(array) ? { data: array, shape: [array.length] } : array;
}
