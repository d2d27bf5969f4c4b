import type { TensorInfo } from '@tensorflow/tfjs-core';
import { kernel } from '../kernels/kernel.js';

interface GatherInputs {
  /** `[rows, width]` */
  table: TensorInfo;
  /** int32 `[n]` */
  ids: TensorInfo;
}

/** `ClozeGatherRows`: `[n, width]`, row `ids[i]` of the table at i. */
export const gatherRows = kernel<GatherInputs, object>('ClozeGatherRows', (backend, { table, ids }) => {
  const [rows, width] = table.shape;
  const out = backend.output([ids.shape[0], width]);
  backend.binding.gatherRows(backend.floats(table), backend.integers(ids), out.values, rows, width);
  return out;
});

interface ScatterInputs {
  /** `[n, width]` */
  dy: TensorInfo;
  /** int32 `[n]` */
  ids: TensorInfo;
}

/** `ClozeScatterAddRows`: `[rows, width]`; row r is the sum of the rows i of dy with `ids[i]` = r, in the order of i. */
export const scatterAddRows = kernel<ScatterInputs, { rows: number }>(
  'ClozeScatterAddRows',
  (backend, { dy, ids }, { rows }) => {
    const width = dy.shape[1];
    const out = backend.output([rows, width]);
    backend.binding.scatterAddRows(backend.floats(dy), backend.integers(ids), out.values, rows, width);
    return out;
  },
);
