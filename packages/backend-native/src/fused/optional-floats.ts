import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { NativeBackend } from '../native-backend.js';

/** The values of an optional input, `null` where it is absent. */
export function optionalFloats(backend: NativeBackend, tensor: TensorInfo | undefined): Float32Array | null {
  return tensor == null ? null : backend.floats(tensor);
}
