import { i32, type Integer } from './integers.js';
import { make, signed, unsigned, type Value } from './value.js';

type Vector = Value<'v128'>;

const simd = (opcode: number): number[] => [0xfd, ...unsigned(opcode)];
const binary = (opcode: number) => (a: Vector, b: Vector) => make('v128', [a, b], ...simd(opcode));

/** The float32 at an address in all four lanes. */
export function loadSplat(address: Integer, offset = 0): Vector {
  return make('v128', [i32(address)], ...simd(9), 2, ...unsigned(offset));
}

/** Bytes of two vectors in a new order: 0 to 15 are those of the first. */
export function shuffle(a: Vector, b: Vector, bytes: readonly number[]): Vector {
  return make('v128', [a, b], ...simd(13), ...bytes);
}

/** Four-byte lanes of two vectors in a new order: 0 to 3 are those of the first. */
export function shuffleLanes(a: Vector, b: Vector, lanes: readonly [number, number, number, number]): Vector {
  return shuffle(
    a,
    b,
    lanes.flatMap((lane) => [0, 1, 2, 3].map((byte) => lane * 4 + byte)),
  );
}

/** One float of a vector. */
export function floatLane(a: Vector, lane: number): Value<'f32'> {
  return make('f32', [a], ...simd(31), lane);
}

/** The sum of four floats, pairs first. */
export function sumLanes(a: Vector): Value<'f32'> {
  const half = make('v128', [a, shuffleLanes(a, a, [2, 3, 0, 1])], ...simd(228));
  return make('f32', [floatLane(half, 0), floatLane(half, 1)], 0x92);
}

/** The largest of four floats. */
export function largestLane(a: Vector): Value<'f32'> {
  const half = make('v128', [a, shuffleLanes(a, a, [2, 3, 0, 1])], ...simd(233));
  return make('f32', [floatLane(half, 0), floatLane(half, 1)], 0x97);
}

export const and = binary(78);
export const xor = binary(81);
export const or = binary(80);

/** 32-bit integers of four lanes. */
export const integers = {
  add: binary(174),
  splat: (value: Integer): Vector => make('v128', [i32(value)], ...simd(17)),
  constant: (values: readonly [number, number, number, number]): Vector =>
    make('v128', [], ...simd(12), ...new Uint8Array(Int32Array.from(values).buffer)),
  rotateLeft: (a: Vector, bits: number): Vector =>
    or(
      make('v128', [a], 0x41, ...signed(bits), ...simd(171)),
      make('v128', [a], 0x41, ...signed(32 - bits), ...simd(173)),
    ),
};

/** 16-bit integers of eight lanes. */
export const shorts = {
  splat: (value: Integer): Vector => make('v128', [i32(value)], ...simd(16)),
  /** All ones where a >= b, unsigned. */
  atLeast: binary(54),
  /** The first or last four lanes, widened to 32 bits with their sign. */
  widen: (a: Vector, half: 'low' | 'high'): Vector => make('v128', [a], ...simd(half === 'low' ? 167 : 168)),
};

/** float64 of two lanes. */
export const doubles = {
  zero: (): Vector => make('v128', [], ...simd(12), ...new Array<number>(16).fill(0)),
  add: binary(240),
  multiply: binary(242),
  /** The first two floats, widened. */
  widen: (a: Vector): Vector => make('v128', [a], ...simd(95)),
  lane: (a: Vector, lane: number): Value<'f64'> => make('f64', [a], ...simd(33), lane),
};
