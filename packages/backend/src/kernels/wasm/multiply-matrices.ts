import { TILE_COLUMNS } from './functions/matrix-product.js';
import type { SimdHeap } from './simd-heap.js';

/** A float32 matrix in the heap; strides count elements. */
export interface Matrix {
  readonly address: number;
  readonly rows: number;
  readonly columns: number;
  readonly rowStride: number;
  readonly columnStride: number;
}

/** A matrix whose rows lie end to end. */
export function matrix(address: number, rows: number, columns: number, rowStride = columns): Matrix {
  return { address, rows, columns, rowStride, columnStride: 1 };
}

/** The same values with rows for columns. */
export function transpose({ address, rows, columns, rowStride, columnStride }: Matrix): Matrix {
  return { address, rows: columns, columns: rows, rowStride: columnStride, columnStride: rowStride };
}

/** Sizes of the blocks that are copied into panels: the left one stays in the second-level cache, as does the right one. */
const BLOCK_DEPTH = 256;
const BLOCK_ROWS = 120;
const BLOCK_COLUMNS = 256;

const LEFT_SLOT = 8;
const RIGHT_SLOT = 9;
const TILE_SLOT = 10;

/**
 * c = a b or c += a b, block by block.
 * @param c [m, n], its columns side by side
 * @param a [m, depth]
 * @param b [depth, n]
 */
export function multiplyMatrices(
  heap: SimdHeap,
  tileRows: number,
  c: Matrix,
  a: Matrix,
  b: Matrix,
  depth: number,
  accumulate: boolean,
): void {
  const { packLeft, packRight, tiles } = heap.run;
  if (depth === 0) {
    if (!accumulate) for (let row = 0; row < c.rows; row += 1) heap.floats(at(c, row, 0), c.columns).fill(0);
    return;
  }
  const left = heap.scratch(LEFT_SLOT, 4 * (BLOCK_ROWS + tileRows) * BLOCK_DEPTH);
  const right = heap.scratch(RIGHT_SLOT, 4 * BLOCK_COLUMNS * BLOCK_DEPTH);
  const spare = heap.scratch(TILE_SLOT, 4 * tileRows * TILE_COLUMNS);
  for (let column = 0; column < c.columns; column += BLOCK_COLUMNS) {
    const columns = Math.min(BLOCK_COLUMNS, c.columns - column);
    for (let k = 0; k < depth; k += BLOCK_DEPTH) {
      const size = Math.min(BLOCK_DEPTH, depth - k);
      packRight(right, at(b, k, column), 4 * b.columnStride, 4 * b.rowStride, columns, size);
      for (let row = 0; row < c.rows; row += BLOCK_ROWS) {
        const rows = Math.min(BLOCK_ROWS, c.rows - row);
        packLeft(left, at(a, row, k), 4 * a.rowStride, 4 * a.columnStride, rows, size);
        const adds = accumulate || k > 0 ? 1 : 0;
        tiles(left, right, size, at(c, row, column), 4 * c.rowStride, rows, columns, adds, spare);
      }
    }
  }
}

function at({ address, rowStride, columnStride }: Matrix, row: number, column: number): number {
  return address + 4 * (row * rowStride + column * columnStride);
}
