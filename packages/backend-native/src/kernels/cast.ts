import type { DataType, TensorInfo } from '@tensorflow/tfjs-core';
import { Cast } from '@tensorflow/tfjs-core';
import { kernel } from './kernel.js';

/**
 * Between float32, int32 and bool. tfjs's kernel calls an int32 array float32 without changing it; here the values are converted, so that Rust
 * can read them.
 */
export const cast = kernel<{ x: TensorInfo }, { dtype: DataType }>(Cast, (backend, { x }, { dtype }) => {
  if (x.dtype === dtype && x.dtype !== 'complex64') return backend.share(x);
  const source = backend.numbers(x);
  if (source === undefined) return undefined;
  if (dtype === 'float32') {
    const out = backend.output(x.shape);
    out.values.set(source);
    return out;
  }
  // A typed array truncates floats toward zero, as tfjs does.
  if (dtype === 'int32') return backend.makeTensorInfo(x.shape, dtype, new Int32Array(source));
  return undefined;
});
