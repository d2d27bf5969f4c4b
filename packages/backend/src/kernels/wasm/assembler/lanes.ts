import type { FunctionBuilder } from './function-builder.js';
import { i32, type Integer } from './integers.js';
import { floatBytes, make, unsigned, type Value } from './value.js';

/** float32 arithmetic over one element or four at once, so that a kernel is written once for its body and its rest. */
export interface Lanes<T extends 'f32' | 'v128' = 'f32' | 'v128'> {
  readonly count: number;
  constant(value: number): Value<T>;
  splat(value: Value<'f32'>): Value<T>;
  load(address: Integer, offset?: number): Value<T>;
  store(f: FunctionBuilder, address: Integer, value: Value<T>, offset?: number): void;
  add(a: Value<T>, b: Value<T>): Value<T>;
  subtract(a: Value<T>, b: Value<T>): Value<T>;
  multiply(a: Value<T>, b: Value<T>): Value<T>;
  divide(a: Value<T>, b: Value<T>): Value<T>;
  minimum(a: Value<T>, b: Value<T>): Value<T>;
  maximum(a: Value<T>, b: Value<T>): Value<T>;
  absolute(a: Value<T>): Value<T>;
  squareRoot(a: Value<T>): Value<T>;
  /** To the nearest integer, halves to even. */
  nearest(a: Value<T>): Value<T>;
  /** a b + c, with one rounding where the engine can. */
  multiplyAdd(a: Value<T>, b: Value<T>, c: Value<T>): Value<T>;
  /** 2^n for an integer n in [-126, 127] held as a float. */
  powerOfTwo(n: Value<T>): Value<T>;
  /** a where x < y, else b. */
  whereLess(x: Value<T>, y: Value<T>, a: Value<T>, b: Value<T>): Value<T>;
}

const simd = (opcode: number): number[] => [0xfd, ...unsigned(opcode)];

/** Four elements of a v128. */
export function vectorLanes(fused: boolean): Lanes<'v128'> {
  const unary = (opcode: number) => (a: Value<'v128'>) => make('v128', [a], ...simd(opcode));
  const binary = (opcode: number) => (a: Value<'v128'>, b: Value<'v128'>) => make('v128', [a, b], ...simd(opcode));
  const [sum, product] = [binary(228), binary(230)];
  return {
    count: 4,
    constant: (value) => {
      const bytes = floatBytes(value);
      return make('v128', [], ...simd(12), ...bytes, ...bytes, ...bytes, ...bytes);
    },
    splat: (value) => make('v128', [value], ...simd(19)),
    load: (address, offset = 0) => make('v128', [i32(address)], ...simd(0), 2, ...unsigned(offset)),
    store: (f, address, value, offset = 0) => f.emit([i32(address), value], ...simd(11), 2, ...unsigned(offset)),
    add: sum,
    subtract: binary(229),
    multiply: product,
    divide: binary(231),
    minimum: binary(232),
    maximum: binary(233),
    absolute: unary(224),
    squareRoot: unary(227),
    nearest: unary(0x6a),
    multiplyAdd: (a, b, c) => (fused ? make('v128', [a, b, c], ...simd(0x105)) : sum(product(a, b), c)),
    powerOfTwo: (n) => {
      const exponent = make('v128', [n], ...simd(248), 0x41, ...[0xff, 0x00], ...simd(17), ...simd(174));
      return make('v128', [exponent], 0x41, 23, ...simd(171));
    },
    whereLess: (x, y, a, b) => make('v128', [a, b, x, y], ...simd(67), ...simd(82)),
  };
}

/** One element. */
export const scalarLanes: Lanes<'f32'> = (() => {
  const unary = (opcode: number) => (a: Value<'f32'>) => make('f32', [a], opcode);
  const binary = (opcode: number) => (a: Value<'f32'>, b: Value<'f32'>) => make('f32', [a, b], opcode);
  const [sum, product] = [binary(0x92), binary(0x94)];
  return {
    count: 1,
    constant: (value) => make('f32', [], 0x43, ...floatBytes(value)),
    splat: (value) => value,
    load: (address, offset = 0) => make('f32', [i32(address)], 0x2a, 2, ...unsigned(offset)),
    store: (f, address, value, offset = 0) => f.emit([i32(address), value], 0x38, 2, ...unsigned(offset)),
    add: sum,
    subtract: binary(0x93),
    multiply: product,
    divide: binary(0x95),
    minimum: binary(0x96),
    maximum: binary(0x97),
    absolute: unary(0x8b),
    squareRoot: unary(0x91),
    nearest: unary(0x90),
    multiplyAdd: (a, b, c) => sum(product(a, b), c),
    powerOfTwo: (n) => make('f32', [n], 0xfc, 0x00, 0x41, 0xff, 0x00, 0x6a, 0x41, 23, 0x74, 0xbe),
    whereLess: (x, y, a, b) => make('f32', [a, b, x, y], 0x5d, 0x1b),
  };
})();
