import { make, signed, unsigned, type Value } from './value.js';

/** An address, a count or an index; a number stands for its constant. */
export type Integer = Value<'i32'> | number;

/** A constant, or the expression itself. */
export function i32(value: Integer): Value<'i32'> {
  return typeof value === 'number' ? { type: 'i32', code: [0x41, ...signed(value)] } : value;
}

const binary =
  (opcode: number) =>
  (a: Integer, b: Integer): Value<'i32'> =>
    make('i32', [i32(a), i32(b)], opcode);

export const add = binary(0x6a);
export const subtract = binary(0x6b);
export const multiply = binary(0x6c);
export const and = binary(0x71);
export const or = binary(0x72);
export const xor = binary(0x73);
export const shiftLeft = binary(0x74);
export const shiftRight = binary(0x76);
export const equal = binary(0x46);
export const less = binary(0x49);
export const greaterOrEqual = binary(0x4f);

/** The smaller of two unsigned integers. Both are evaluated twice. */
export function minimum(a: Integer, b: Integer): Value<'i32'> {
  return make('i32', [i32(a), i32(b), less(a, b)], 0x1b);
}

/** The 32-bit integer at an address. */
export function loadInteger(address: Integer, offset = 0): Value<'i32'> {
  return make('i32', [i32(address)], 0x28, 2, ...unsigned(offset));
}
