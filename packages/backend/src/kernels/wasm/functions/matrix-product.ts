import type { FunctionBuilder } from '../assembler/function-builder.js';
import { add, and, equal, i32, less, minimum, multiply, subtract } from '../assembler/integers.js';
import { scalarLanes, type Lanes } from '../assembler/lanes.js';
import type { FunctionReference, ModuleBuilder } from '../assembler/module-builder.js';
import type { Local, Value } from '../assembler/value.js';
import { loadSplat, shuffleLanes } from '../assembler/vectors.js';
import { parameters } from './elements.js';

/** Columns of a tile: two vectors. */
export const TILE_COLUMNS = 8;

/**
 * Adds what a matrix product is made of, after Goto and van de Geijn ("Anatomy of high-performance matrix multiplication", 2008): operands
 * are copied into panels as wide as a tile, with zeros past the end, and tiles of C are kept in registers over the whole depth.
 * @param tileRows rows of a tile: as many as registers allow
 */
export function defineMatrixProduct(module: ModuleBuilder, lanes: Lanes<'v128'>, tileRows: number): void {
  definePack(module, lanes, 'packLeft', tileRows);
  definePack(module, lanes, 'packRight', TILE_COLUMNS);
  const tile = defineTile(module, lanes, tileRows);
  defineTiles(module, tileRows, tile);
}

/** (target, source, itemStride, depthStride, items, depth): panels of `width` items, each [depth, width]. Strides are in bytes. */
function definePack(module: ModuleBuilder, lanes: Lanes<'v128'>, name: string, width: number): void {
  module.define(name, ['i32', 'i32', 'i32', 'i32', 'i32', 'i32'], (f) => {
    const [target, source, itemStride, depthStride, items, depth] = parameters(f, 6);
    const to = f.local(add(target, 0));
    f.loop(0, items, width, (first) => {
      const from = f.local(add(source, multiply(first, itemStride)));
      const present = f.local(minimum(width, subtract(items, first)));
      f.when(
        equal(present, width),
        () =>
          f.when(
            equal(itemStride, 4),
            () => packRows(f, lanes, { to, from, depthStride, depth, width }),
            () =>
              f.when(
                equal(depthStride, 4),
                () => packColumns(f, lanes, { to, from, itemStride, depth, width }),
                () => packSome(f, { to, from, itemStride, depthStride, depth, present, width }),
              ),
          ),
        () => packSome(f, { to, from, itemStride, depthStride, depth, present, width }),
      );
    });
  });
}

interface Panel {
  readonly to: Local<'i32'>;
  readonly from: Local<'i32'>;
  readonly depth: Value<'i32'>;
  readonly width: number;
}

/** A whole panel whose items lie side by side. */
function packRows(f: FunctionBuilder, lanes: Lanes<'v128'>, panel: Panel & { depthStride: Value<'i32'> }): void {
  const { to, from, depthStride, depth, width } = panel;
  f.loop(0, depth, 1, () => {
    for (const item of vectorStarts(width)) lanes.store(f, to, lanes.load(from, item * 4), item * 4);
    f.set(from, add(from, depthStride));
    f.set(to, add(to, width * 4));
  });
}

/** A whole panel whose items are rows: four by four elements are transposed in registers. */
function packColumns(f: FunctionBuilder, lanes: Lanes<'v128'>, panel: Panel & { itemStride: Value<'i32'> }): void {
  const { to, from, itemStride, depth, width } = panel;
  const rows = [from, ...Array.from({ length: width - 1 }, () => f.local(add(from, 0)))];
  for (let item = 1; item < width; item += 1) f.set(rows[item], add(rows[item - 1], itemStride));
  const step = (elements: number) => {
    for (const row of rows) f.set(row, add(row, elements * 4));
    f.set(to, add(to, elements * width * 4));
  };
  f.groups(
    depth,
    4,
    () => {
      for (const item of vectorStarts(width)) {
        const four = rows.slice(item, item + 4).map((row) => f.local(lanes.load(row)));
        transposeFour(f, four).forEach((column, k) => lanes.store(f, to, column, (k * width + item) * 4));
      }
      step(4);
    },
    () => {
      rows.forEach((row, item) => scalarLanes.store(f, to, scalarLanes.load(row), item * 4));
      step(1);
    },
  );
}

/** A panel with items missing, or strides of any kind. */
function packSome(
  f: FunctionBuilder,
  panel: Panel & { itemStride: Value<'i32'>; depthStride: Value<'i32'>; present: Value<'i32'> },
): void {
  const { to, from, itemStride, depthStride, depth, present, width } = panel;
  f.loop(0, depth, 1, () => {
    const at = f.local(add(from, 0));
    f.loop(0, width, 1, (item) => {
      const zero = scalarLanes.constant(0);
      f.when(
        less(item, present),
        () => scalarLanes.store(f, to, scalarLanes.load(at)),
        () => scalarLanes.store(f, to, zero),
      );
      f.set(at, add(at, itemStride));
      f.set(to, add(to, 4));
    });
    f.set(from, add(from, depthStride));
  });
}

/** First items of vectors that cover a panel; the last may overlap the one before. */
function vectorStarts(width: number): number[] {
  return Array.from({ length: Math.ceil(width / 4) }, (_, i) => Math.min(i * 4, width - 4));
}

function transposeFour(f: FunctionBuilder, [a, b, c, d]: Local<'v128'>[]): Value<'v128'>[] {
  const low = [f.local(shuffleLanes(a, b, [0, 4, 1, 5])), f.local(shuffleLanes(c, d, [0, 4, 1, 5]))];
  const high = [f.local(shuffleLanes(a, b, [2, 6, 3, 7])), f.local(shuffleLanes(c, d, [2, 6, 3, 7]))];
  return [low, high].flatMap(([left, right]) => [
    shuffleLanes(left, right, [0, 1, 4, 5]),
    shuffleLanes(left, right, [2, 3, 6, 7]),
  ]);
}

/** (left panel, right panel, depth, c, stride, accumulate): one tile, c = or += left^T right. */
function defineTile(module: ModuleBuilder, lanes: Lanes<'v128'>, tileRows: number): FunctionReference {
  return module.define('tile', ['i32', 'i32', 'i32', 'i32', 'i32', 'i32'], (f) => {
    const [left, right, depth, c, stride, accumulate] = parameters(f, 6);
    const sums = Array.from({ length: tileRows * 2 }, () => f.local(lanes.constant(0)));
    const [first, second, factor] = [0, 1, 2].map(() => f.local(lanes.constant(0)));
    f.loop(0, depth, 1, () => {
      f.set(first, lanes.load(right));
      f.set(second, lanes.load(right, 16));
      for (let row = 0; row < tileRows; row += 1) {
        f.set(factor, loadSplat(left, row * 4));
        f.set(sums[row * 2], lanes.multiplyAdd(factor, first, sums[row * 2]));
        f.set(sums[row * 2 + 1], lanes.multiplyAdd(factor, second, sums[row * 2 + 1]));
      }
      f.set(left, add(left, tileRows * 4));
      f.set(right, add(right, TILE_COLUMNS * 4));
    });
    const at = f.local(add(c, 0));
    f.when(
      accumulate,
      () =>
        eachRow(f, tileRows, at, stride, (row) => {
          for (const half of [0, 1]) {
            lanes.store(f, at, lanes.add(lanes.load(at, half * 16), sums[row * 2 + half]), half * 16);
          }
        }),
      () =>
        eachRow(f, tileRows, at, stride, (row) => {
          for (const half of [0, 1]) lanes.store(f, at, sums[row * 2 + half], half * 16);
        }),
    );
  });
}

function eachRow(
  f: FunctionBuilder,
  tileRows: number,
  at: Local<'i32'>,
  stride: Value<'i32'>,
  body: (row: number) => void,
): void {
  for (let row = 0; row < tileRows; row += 1) {
    body(row);
    f.set(at, add(at, stride));
  }
}

/**
 * (left panels, right panels, depth, c, stride, rows, columns, accumulate, spare): all tiles of a block. Tiles at the edges are made in
 * `spare`, room for one tile, and copied as far as they go.
 */
function defineTiles(module: ModuleBuilder, tileRows: number, tile: FunctionReference): void {
  module.define('tiles', new Array(9).fill('i32') as 'i32'[], (f) => {
    const [left, right, depth, c, stride, rows, columns, accumulate, spare] = parameters(f, 9);
    const leftPanel = f.local(multiply(depth, tileRows * 4));
    const rightPanel = f.local(multiply(depth, TILE_COLUMNS * 4));
    const rightAt = f.local(add(right, 0));
    f.loop(0, columns, TILE_COLUMNS, (column) => {
      const leftAt = f.local(add(left, 0));
      const width = f.local(minimum(TILE_COLUMNS, subtract(columns, column)));
      f.loop(0, rows, tileRows, (row) => {
        const at = f.local(add(add(c, multiply(row, stride)), multiply(column, 4)));
        const height = f.local(minimum(tileRows, subtract(rows, row)));
        const whole = and(equal(width, TILE_COLUMNS), equal(height, tileRows));
        f.when(
          whole,
          () => f.call(tile, leftAt, rightAt, depth, at, stride, accumulate),
          () => {
            f.call(tile, leftAt, rightAt, depth, spare, i32(TILE_COLUMNS * 4), i32(0));
            copyPart(f, { spare, at, stride, height, width, accumulate });
          },
        );
        f.set(leftAt, add(leftAt, leftPanel));
      });
      f.set(rightAt, add(rightAt, rightPanel));
    });
  });
}

function copyPart(
  f: FunctionBuilder,
  part: Readonly<Record<'spare' | 'at' | 'stride' | 'height' | 'width' | 'accumulate', Local<'i32'>>>,
): void {
  const { spare, at, stride, height, width, accumulate } = part;
  f.loop(0, height, 1, (row) => {
    f.loop(0, width, 1, (column) => {
      const from = scalarLanes.load(add(spare, multiply(add(multiply(row, TILE_COLUMNS), column), 4)));
      const to = f.local(add(at, multiply(column, 4)));
      f.when(
        accumulate,
        () => scalarLanes.store(f, to, scalarLanes.add(scalarLanes.load(to), from)),
        () => scalarLanes.store(f, to, from),
      );
    });
    f.set(at, add(at, stride));
  });
}
