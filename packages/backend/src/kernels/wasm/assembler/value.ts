/** Types of WebAssembly values that kernels use. */
export type ValueType = 'i32' | 'f32' | 'f64' | 'v128';

/** An expression: the instructions that leave one value on the stack. */
export interface Value<T extends ValueType = ValueType> {
  readonly type: T;
  readonly code: readonly number[];
}

/** A local variable: read as an expression, written with `set` of its function. */
export interface Local<T extends ValueType = ValueType> extends Value<T> {
  readonly index: number;
}

/** An expression of a type, made of operands and then instruction bytes. */
export function make<T extends ValueType>(type: T, operands: readonly Value[], ...instruction: number[]): Value<T> {
  return { type, code: [...operands.flatMap(({ code }) => code), ...instruction] };
}

/** An unsigned integer as the binary format writes it (LEB128). */
export function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value >>> 0;
  do {
    const low = rest & 0x7f;
    rest >>>= 7;
    bytes.push(rest === 0 ? low : low | 0x80);
  } while (rest !== 0);
  return bytes;
}

/** A signed 32-bit integer as the binary format writes it (LEB128). */
export function signed(value: number): number[] {
  const bytes: number[] = [];
  let rest = value | 0;
  for (;;) {
    const low = rest & 0x7f;
    rest >>= 7;
    if ((rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0)) return [...bytes, low];
    bytes.push(low | 0x80);
  }
}

/** The four bytes of a float32. */
export function floatBytes(value: number): number[] {
  return [...new Uint8Array(Float32Array.of(value).buffer)];
}
