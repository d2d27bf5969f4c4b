import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { DataType, TensorInfo } from '@tensorflow/tfjs-core';

/** What kernels of ours use of tfjs's WebAssembly backend. */
export type Heap = Pick<BackendWasm, 'makeOutput' | 'typedArrayFromHeap' | 'disposeData'>;

/** The values of a float32 tensor, as they lie in the heap; valid until the next allocation. */
export function floats(heap: Heap, tensor: TensorInfo): Float32Array {
  return heap.typedArrayFromHeap(tensor) as Float32Array;
}

/** The values of an int32 tensor, as they lie in the heap; valid until the next allocation. */
export function integers(heap: Heap, tensor: TensorInfo): Int32Array {
  return heap.typedArrayFromHeap(tensor) as Int32Array;
}

/** A new tensor with unset values. */
export function allocate(heap: Heap, shape: readonly number[], dtype: DataType = 'float32'): TensorInfo {
  return heap.makeOutput([...shape], dtype);
}
