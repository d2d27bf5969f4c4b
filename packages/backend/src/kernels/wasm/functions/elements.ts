import type { FunctionBuilder } from '../assembler/function-builder.js';
import { multiply, type Integer } from '../assembler/integers.js';
import { scalarLanes, type Lanes } from '../assembler/lanes.js';
import { make, type Local, type Value, type ValueType } from '../assembler/value.js';
import { sumLanes } from '../assembler/vectors.js';

/** float32 lanes of either width: what a loop over elements is written for. */
export type AnyLanes = Lanes<'f32' | 'v128'>;

/** A value of such lanes. */
export type LaneValue = Value<'f32' | 'v128'>;

/** Runs the body over `count` elements, four at a time and then one by one; `offset` is the byte offset of the element. */
export function eachElement(
  f: FunctionBuilder,
  vector: Lanes<'v128'>,
  count: Integer,
  body: (lanes: AnyLanes, offset: Local<'i32'>) => void,
): void {
  f.groups(
    count,
    4,
    (index) => body(vector, f.local(multiply(index, 4))),
    (index) => body(scalarLanes, f.local(multiply(index, 4))),
  );
}

/** The sum of a term over `count` elements. */
export function sumOver(
  f: FunctionBuilder,
  vector: Lanes<'v128'>,
  count: Integer,
  term: (lanes: AnyLanes, offset: Local<'i32'>) => LaneValue,
): Local<'f32'> {
  const four = f.local(vector.constant(0));
  const one = f.local(scalarLanes.constant(0));
  eachElement(f, vector, count, (lanes, offset) => {
    const sum = pick(lanes, one, four);
    f.set(sum, lanes.add(sum, term(lanes, offset)));
  });
  return f.local(scalarLanes.add(sumLanes(four), one));
}

/** The local that fits the lanes: one float, or the same four times. */
export function pick(lanes: AnyLanes, one: Local<'f32'>, four: Local<'v128'>): Local<'f32' | 'v128'> {
  return lanes.count === 4 ? four : one;
}

/** Adds to what is in memory. */
export function addTo(f: FunctionBuilder, lanes: AnyLanes, address: Value<'i32'>, value: LaneValue): void {
  lanes.store(f, address, lanes.add(lanes.load(address), value));
}

/** An unsigned integer as a float. */
export function toFloat(value: Value<'i32'>): Value<'f32'> {
  return make('f32', [value], 0xb3);
}

/** The arguments of a function from a position on, all of one type. */
export function parameters<T extends ValueType = 'i32'>(f: FunctionBuilder, count: number, from = 0): Local<T>[] {
  return Array.from({ length: count }, (_, n) => f.parameter<T>(from + n));
}
