import type { TensorInfo } from '@tensorflow/tfjs-core';
import { ArgMax, util } from '@tensorflow/tfjs-core';
import { kernel } from './kernel.js';

/** The place of the first largest element along the last axis. */
export const argMax = kernel<{ x: TensorInfo }, { axis: number }>(ArgMax, (backend, { x }, { axis }) => {
  const rank = x.shape.length;
  const [along] = util.parseAxisParam(axis, x.shape);
  if (x.dtype !== 'float32' || along !== rank - 1 || util.sizeFromShape(x.shape) === 0) return undefined;
  const width = x.shape[rank - 1];
  const rows = util.sizeFromShape(x.shape) / width;
  const places = new Int32Array(rows);
  backend.binding.argumentOfMaximum(backend.floats(x), places, rows, width);
  return backend.makeTensorInfo(x.shape.slice(0, -1), 'int32', places);
});
