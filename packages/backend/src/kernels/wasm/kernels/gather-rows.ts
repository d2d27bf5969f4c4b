import { ShapeError } from '@cloze/contracts';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { SimdHeap } from '../simd-heap.js';
import { countOf, sizesOf } from './wasm-kernel.js';

/** ClozeGatherRows: table [rows, width], ids [n] to [n, width]. */
export function gatherRows(
  heap: SimdHeap,
  inputs: { readonly table: TensorInfo; readonly ids: TensorInfo },
): TensorInfo {
  const { table, ids } = inputs;
  const [rows, width] = sizesOf(table);
  const n = checkedIds(heap, ids, rows);
  const y = heap.allocate([n, width]);
  heap.run['gatherRows'](y.address, heap.address(table), heap.address(ids), n, width);
  return y;
}

/** ClozeScatterAddRows: dy [n, width], ids [n] to [rows, width]. */
export function scatterAddRows(
  heap: SimdHeap,
  inputs: { readonly dy: TensorInfo; readonly ids: TensorInfo },
  attributes: { readonly rows: number },
): TensorInfo {
  const { dy, ids } = inputs;
  const width = sizesOf(dy)[1];
  const n = checkedIds(heap, ids, attributes.rows);
  const table = heap.zeros([attributes.rows, width]);
  heap.run['scatterAddRows'](table.address, heap.address(dy), heap.address(ids), n, width);
  return table;
}

/** ClozeEmbeddings: three tables and their ids to the sum of their rows [n, width]. */
export function embeddings(
  heap: SimdHeap,
  inputs: Readonly<Record<'word' | 'position' | 'segment' | 'inputIds' | 'positionIds' | 'segmentIds', TensorInfo>>,
): TensorInfo {
  const { word, position, segment, inputIds, positionIds, segmentIds } = inputs;
  const y = gatherRows(heap, { table: word, ids: inputIds });
  const [n, width] = sizesOf(y);
  for (const [table, ids] of [
    [position, positionIds],
    [segment, segmentIds],
  ]) {
    checkedIds(heap, ids, table.shape[0]);
    heap.run['addGatheredRows'](heap.address(y), heap.address(table), heap.address(ids), n, width);
  }
  return y;
}

/** The number of ids, each of which names a row: WebAssembly would read on past a table's end. */
function checkedIds(heap: SimdHeap, ids: TensorInfo, rows: number): number {
  const n = countOf(ids);
  const values = heap.integers(heap.address(ids), n);
  for (let i = 0; i < n; i += 1) {
    if (values[i] >= 0 && values[i] < rows) continue;
    throw new ShapeError({
      what: 'An id names no row of its table',
      where: `ids[${i}]`,
      received: String(values[i]),
      allowed: `0 to ${rows - 1}`,
    });
  }
  return n;
}
