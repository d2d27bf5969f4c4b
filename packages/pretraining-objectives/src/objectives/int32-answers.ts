import { shapedArray, type NamedArrays } from '@cloze/contracts';

/** The int32 array that a host half made under a name; empty where it made none. */
export function int32Answers(arrays: NamedArrays, name: string): Int32Array {
  const array = arrays[name];
  const data = array === undefined ? undefined : shapedArray(array).data;
  return data instanceof Int32Array ? data : new Int32Array(0);
}
