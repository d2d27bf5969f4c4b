import type { FunctionBuilder } from '../assembler/function-builder.js';
import { add, and as integerAnd, less, multiply, subtract, xor } from '../assembler/integers.js';
import { scalarLanes, type Lanes } from '../assembler/lanes.js';
import type { ModuleBuilder } from '../assembler/module-builder.js';
import type { Local, Value } from '../assembler/value.js';
import { and, integers, shorts, shuffleLanes, xor as vectorXor } from '../assembler/vectors.js';
import { parameters } from './elements.js';

const PARITY = 0x1bd11bda;
/** Rotations of Threefry-2x32, four rounds and four rounds in turn. */
const ROTATIONS = [
  [13, 15, 26, 6],
  [17, 29, 16, 24],
];
/** Elements of one step: four blocks of four 16-bit lanes. */
const STEP = 16;

/**
 * Adds `dropout` (y, x, count, key0, key1, threshold, firstBlock, spare, scale: f32): y = x times the multipliers of
 * `dropoutMask` in contracts, which draws the same numbers. `spare` is room for 16 floats. And `dropoutRows` (y, x, rows, width, key0,
 * key1, threshold, firstBlock, rowBlocks, spare, scale: f32): the same for rows whose first blocks are `rowBlocks` apart.
 */
export function defineDropout(module: ModuleBuilder, vector: Lanes<'v128'>): void {
  const dropout = module.define('dropout', [...new Array<'i32'>(8).fill('i32'), 'f32'], (f) => {
    const [y, x, count, key0, key1, threshold, firstBlock, spare] = parameters(f, 8);
    const scale = f.local(vector.splat(f.parameter<'f32'>(8)));
    const least = f.local(shorts.splat(threshold));
    const keys = [key0, key1, xor(xor(key0, key1), PARITY)].map((key) => f.local(integers.splat(key)));
    const block = f.local(integers.add(integers.splat(firstBlock), integers.constant([0, 1, 2, 3])));
    const whole = f.local(subtract(count, integerAnd(count, STEP - 1)));
    const multipliers = (): Value<'v128'>[] => {
      const [low, high] = threefry(f, block, keys);
      f.set(block, integers.add(block, integers.splat(4)));
      // Little-endian words of blocks 0 1, then 2 3, side by side, are the 16-bit lanes in their order.
      return [0, 1].flatMap((pair) => {
        const order: [number, number, number, number] = pair === 0 ? [0, 4, 1, 5] : [2, 6, 3, 7];
        const kept = f.local(shorts.atLeast(shuffleLanes(low, high, order), least));
        return [and(shorts.widen(kept, 'low'), scale), and(shorts.widen(kept, 'high'), scale)];
      });
    };
    f.loop(0, whole, STEP, (index) => {
      const at = f.local(multiply(index, 4));
      multipliers().forEach((multiplier, i) => {
        vector.store(f, add(y, at), vector.multiply(vector.load(add(x, at), i * 16), multiplier), i * 16);
      });
    });
    f.when(less(whole, count), () => {
      multipliers().forEach((multiplier, i) => vector.store(f, spare, multiplier, i * 16));
      f.loop(whole, count, 1, (index) => {
        const at = f.local(multiply(index, 4));
        const multiplier = scalarLanes.load(add(spare, multiply(subtract(index, whole), 4)));
        scalarLanes.store(f, add(y, at), scalarLanes.multiply(scalarLanes.load(add(x, at)), multiplier));
      });
    });
  });
  module.define('dropoutRows', [...new Array<'i32'>(10).fill('i32'), 'f32'], (f) => {
    const [y, x, rows, width, key0, key1, threshold, firstBlock, rowBlocks, spare] = parameters(f, 10);
    f.loop(0, rows, 1, () => {
      f.call(dropout, y, x, width, key0, key1, threshold, firstBlock, spare, f.parameter<'f32'>(10));
      for (const pointer of [y, x]) f.set(pointer, add(pointer, multiply(width, 4)));
      f.set(firstBlock, add(firstBlock, rowBlocks));
    });
  });
}

/** The two words of four blocks; the high half of the counter is 0. */
function threefry(f: FunctionBuilder, counter: Value<'v128'>, keys: readonly Local<'v128'>[]): Local<'v128'>[] {
  const a = f.local(integers.add(counter, keys[0]));
  const b = f.local(integers.add(keys[1], integers.splat(0)));
  for (let group = 0; group < 5; group += 1) {
    for (const bits of ROTATIONS[group % 2]) {
      f.set(a, integers.add(a, b));
      f.set(b, vectorXor(integers.rotateLeft(b, bits), a));
    }
    f.set(a, integers.add(a, keys[(group + 1) % 3]));
    f.set(b, integers.add(integers.add(b, keys[(group + 2) % 3]), integers.splat(group + 1)));
  }
  return [a, b];
}
