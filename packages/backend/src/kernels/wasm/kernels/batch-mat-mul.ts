import { broadcast_util, util, type TensorInfo } from '@tensorflow/tfjs-core';
import { matrix, transpose } from '../multiply-matrices.js';
import type { SimdHeap } from '../simd-heap.js';
import { countOf } from './wasm-kernel.js';

/** tf.matMul of float32: any batch shapes that broadcast, either operand transposed at no cost. */
export function batchMatMul(
  heap: SimdHeap,
  inputs: { readonly a: TensorInfo; readonly b: TensorInfo },
  attributes: { readonly transposeA: boolean; readonly transposeB: boolean },
): TensorInfo {
  const { a, b } = inputs;
  const [left, right] = [operand(a, attributes.transposeA), operand(b, attributes.transposeB)];
  util.assert(
    left.columns === right.rows,
    () => `matMul: the inner sizes of [${a.shape}] and [${b.shape}] differ, ${left.columns} and ${right.rows}`,
  );
  const batch = broadcast_util.assertAndGetBroadcastShape(left.batch, right.batch);
  const out = heap.allocate([...batch, left.rows, right.columns]);
  const size = left.rows * right.columns;
  const [atA, atB] = [heap.address(a), heap.address(b)];
  for (let i = 0; i < countOf({ shape: batch } as TensorInfo); i += 1) {
    const x = matrix(atA + 4 * left.size * sourceOf(i, batch, left.batch), a.shape[a.shape.length - 2], left.stored);
    const y = matrix(atB + 4 * right.size * sourceOf(i, batch, right.batch), b.shape[b.shape.length - 2], right.stored);
    heap.multiply(
      matrix(out.address + 4 * size * i, left.rows, right.columns),
      attributes.transposeA ? transpose(x) : x,
      attributes.transposeB ? transpose(y) : y,
      left.columns,
    );
  }
  return out;
}

function operand({ shape }: TensorInfo, transposed: boolean) {
  const [first, last] = shape.slice(-2);
  const [rows, columns] = transposed ? [last, first] : [first, last];
  return { rows, columns, stored: last, size: first * last, batch: shape.slice(0, -2) };
}

/** Which matrix of an operand the i-th of the output reads, when axes of size 1 are broadcast. */
function sourceOf(i: number, batch: readonly number[], own: readonly number[]): number {
  let rest = i;
  let source = 0;
  let stride = 1;
  for (let axis = 1; axis <= own.length; axis += 1) {
    const size = own[own.length - axis];
    const position = rest % batch[batch.length - axis];
    rest = Math.floor(rest / batch[batch.length - axis]);
    source += (size === 1 ? 0 : position) * stride;
    stride *= size;
  }
  return source;
}
