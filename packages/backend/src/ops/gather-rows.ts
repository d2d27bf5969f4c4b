import { gather, unsortedSegmentSum, type Tensor1D, type Tensor2D } from '@tensorflow/tfjs-core';
import { differentiable } from './differentiable.js';
import { hasKernel, runFusedKernel } from './fused-kernel.js';

/**
 * Rows of a table, in any order and as often as asked. Its gradient adds rows up: {@link scatterAddRows}.
 * @param table [rows, width]
 * @param ids int32 [n], each in [0, rows)
 * @returns [n, width]
 */
export function gatherRows(table: Tensor2D, ids: Tensor1D): Tensor2D {
  const rows = table.shape[0];
  return differentiable<Tensor2D>(
    [table],
    (save) => {
      save([ids]);
      return takeRows(table, ids);
    },
    (dy, [savedIds]) => [addRows(dy, savedIds as Tensor1D, rows)],
  );
}

/**
 * Adds row i of `values` to row ids[i] of a table of zeros. Its gradient is {@link gatherRows}.
 * @param values [n, width]
 * @param ids int32 [n], each in [0, rows)
 * @returns [rows, width]
 */
export function scatterAddRows(values: Tensor2D, ids: Tensor1D, rows: number): Tensor2D {
  return differentiable<Tensor2D>(
    [values],
    (save) => {
      save([ids]);
      return addRows(values, ids, rows);
    },
    (dy, [savedIds]) => [takeRows(dy, savedIds as Tensor1D)],
  );
}

/** {@link gatherRows}, not recorded. */
export function takeRows(table: Tensor2D, ids: Tensor1D): Tensor2D {
  if (hasKernel('ClozeGatherRows')) return runFusedKernel('ClozeGatherRows', { table, ids }, {})[0] as Tensor2D;
  return gather(table, ids);
}

/** {@link scatterAddRows}, not recorded. */
export function addRows(dy: Tensor2D, ids: Tensor1D, rows: number): Tensor2D {
  if (hasKernel('ClozeScatterAddRows')) {
    return runFusedKernel('ClozeScatterAddRows', { dy, ids }, { rows })[0] as Tensor2D;
  }
  return unsortedSegmentSum(dy, ids, rows);
}
