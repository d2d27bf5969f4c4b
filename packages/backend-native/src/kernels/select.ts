import type { TensorInfo } from '@tensorflow/tfjs-core';
import { Select, util } from '@tensorflow/tfjs-core';
import { kernel } from './kernel.js';

interface Inputs {
  condition: TensorInfo;
  t: TensorInfo;
  e: TensorInfo;
}

/** `t` where the condition is true, else `e`; all of one shape. */
export const select = kernel<Inputs, object>(Select, (backend, { condition, t, e }) => {
  const sameShape = util.arraysEqual(condition.shape, t.shape) && util.arraysEqual(t.shape, e.shape);
  if (!sameShape || t.dtype !== 'float32' || e.dtype !== 'float32' || condition.dtype !== 'bool') return undefined;
  const out = backend.output(t.shape);
  backend.binding.select(backend.booleans(condition), backend.floats(t), backend.floats(e), out.values);
  return out;
});
