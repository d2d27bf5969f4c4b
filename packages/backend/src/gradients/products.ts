import {
  gather,
  greaterEqual,
  logicalAnd,
  less,
  cast,
  matMul,
  maximum,
  minimum,
  mul,
  reshape,
  transpose,
  unsortedSegmentSum,
  util,
  type Tensor,
  type Tensor1D,
} from '@tensorflow/tfjs-core';
import type { KernelGradient } from './kernel-gradient.js';
import { sumToShape } from './sum-to-shape.js';

/** Matrix products, gather and segment sums. */
export const productGradients: readonly KernelGradient[] = [
  {
    kernelName: 'BatchMatMul',
    saveInputs: ['a', 'b'],
    gradients: ([dy], [a, b], { transposeA, transposeB }) => {
      const [ta, tb] = [transposeA === true, transposeB === true];
      return {
        a: () => sumToShape(ta ? matMul(b, dy, tb, true) : matMul(dy, b, false, !tb), a.shape),
        b: () => sumToShape(tb ? matMul(dy, a, true, ta) : matMul(a, dy, !ta, false), b.shape),
      };
    },
  },
  {
    kernelName: 'GatherV2',
    saveInputs: ['x', 'indices'],
    gradients: ([dy], [x, indices], attributes) => {
      const axis = util.parseAxisParam(attributes['axis'] as number, x.shape)[0];
      if (Number(attributes['batchDims'] ?? 0) !== 0) throw new Error('gather has no gradient with batch dimensions');
      return {
        x: () => scatterAlong(dy, x.shape, indices, axis),
        indices: () => mul(0, cast(indices, 'float32')),
      };
    },
  },
  {
    kernelName: 'UnsortedSegmentSum',
    saveInputs: ['segmentIds'],
    gradients: ([dy], [segmentIds]) => ({
      x: () => {
        const ids = segmentIds as Tensor1D;
        const last = dy.shape[0] - 1;
        const rows = gather(dy, cast(minimum(maximum(ids, 0), last), 'int32'));
        const inside = cast(logicalAnd(greaterEqual(ids, 0), less(ids, dy.shape[0])), 'float32');
        return mul(rows, reshape(inside, [ids.size, ...rows.shape.slice(1).map(() => 1)]));
      },
    }),
  },
];

/** Adds slices of dy along an axis to the places they were gathered from. */
function scatterAlong(dy: Tensor, shape: readonly number[], indices: Tensor, axis: number): Tensor {
  const outer = shape.slice(0, axis);
  const inner = shape.slice(axis + 1);
  const flat = reshape(dy, [...outer, indices.size, ...inner]);
  const ids = reshape(indices, [indices.size]) as Tensor1D;
  if (axis === 0) return unsortedSegmentSum(flat, ids, shape[0]);
  const order = [axis, ...outer.map((_, i) => i), ...inner.map((_, i) => axis + 1 + i)];
  const sums = unsortedSegmentSum(transpose(flat, order), ids, shape[axis]);
  const back = [...outer.map((_, i) => i + 1), 0, ...inner.map((_, i) => axis + 1 + i)];
  return transpose(sums, back);
}
