import type { TensorInfo } from '@tensorflow/tfjs-core';
import { GatherV2, util } from '@tensorflow/tfjs-core';
import { kernel } from './kernel.js';

interface Attributes {
  axis: number;
  batchDims?: number;
}

/** Rows of x by their indices, along the first axis. */
export const gatherV2 = kernel<{ x: TensorInfo; indices: TensorInfo }, Attributes>(
  GatherV2,
  (backend, { x, indices }, { axis, batchDims }) => {
    const [along] = util.parseAxisParam(axis, x.shape);
    if (x.dtype !== 'float32' || indices.dtype !== 'int32' || along !== 0 || (batchDims ?? 0) !== 0) return undefined;
    const [rows] = x.shape;
    const ids = backend.integers(indices);
    // tfjs's kernel has the error message for an index that is no row.
    if (!ids.every((id) => id >= 0 && id < rows)) return undefined;
    const width = util.sizeFromShape(x.shape.slice(1));
    const out = backend.output([...indices.shape, ...x.shape.slice(1)]);
    backend.binding.gatherRows(backend.floats(x), ids, out.values, rows, width);
    return out;
  },
);
