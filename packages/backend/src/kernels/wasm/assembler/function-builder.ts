import { add, i32, less, subtract, and, type Integer } from './integers.js';
import type { FunctionReference } from './module-builder.js';
import { unsigned, type Local, type Value, type ValueType } from './value.js';

const TYPE_CODES: Readonly<Record<ValueType, number>> = { i32: 0x7f, f32: 0x7d, f64: 0x7c, v128: 0x7b };

/** Collects the instructions of one function. */
export class FunctionBuilder {
  readonly parameters: readonly ValueType[];
  readonly result: ValueType | undefined;
  readonly #locals: ValueType[] = [];
  readonly #code: number[] = [];

  constructor(parameters: readonly ValueType[], result?: ValueType) {
    this.parameters = parameters;
    this.result = result;
  }

  /** The n-th argument. */
  parameter<T extends ValueType>(n: number): Local<T> {
    return { type: this.parameters[n] as T, index: n, code: [0x20, ...unsigned(n)] };
  }

  /** A new local variable. */
  local<T extends ValueType>(value: Value<T>): Local<T> {
    const index = this.parameters.length + this.#locals.length;
    this.#locals.push(value.type);
    const made: Local<T> = { type: value.type, index, code: [0x20, ...unsigned(index)] };
    this.set(made, value);
    return made;
  }

  set<T extends ValueType>(local: Local<T>, value: Value<T>): void {
    this.#code.push(...value.code, 0x21, ...unsigned(local.index));
  }

  /** Instructions that leave nothing on the stack. */
  emit(operands: readonly Value[], ...instruction: number[]): void {
    for (const { code } of operands) this.#code.push(...code);
    this.#code.push(...instruction);
  }

  /** Runs the body for index = from, from + step, … while index < to (unsigned). */
  loop(from: Integer, to: Integer, step: Integer, body: (index: Local<'i32'>) => void): void {
    const index = this.local(i32(from));
    const end = this.local(i32(to));
    this.when(less(index, end), () => {
      this.#code.push(0x03, 0x40);
      body(index);
      this.set(index, add(index, step));
      this.emit([less(index, end)], 0x0d, 0, 0x0b);
    });
  }

  /** Runs the body `count` times over groups of `size` indices, then `rest` over the remaining ones, one by one. */
  groups(count: Integer, size: number, body: (index: Local<'i32'>) => void, rest: (index: Local<'i32'>) => void): void {
    const whole = this.local(subtract(count, and(count, size - 1)));
    this.loop(0, whole, size, body);
    this.loop(whole, count, 1, rest);
  }

  when(condition: Value<'i32'>, body: () => void, otherwise?: () => void): void {
    this.#code.push(...condition.code, 0x04, 0x40);
    body();
    if (otherwise) {
      this.#code.push(0x05);
      otherwise();
    }
    this.#code.push(0x0b);
  }

  /** Calls a function without a result. */
  call(target: FunctionReference, ...given: Value[]): void {
    this.emit(given, 0x10, ...unsigned(target.index));
  }

  /** Leaves the function's result; the last thing in it. */
  give(value: Value): void {
    this.#code.push(...value.code);
  }

  /** The type as the binary format writes it. */
  signature(): number[] {
    const results = this.result ? [TYPE_CODES[this.result]] : [];
    const parameters = this.parameters.map((type) => TYPE_CODES[type]);
    return [0x60, ...unsigned(parameters.length), ...parameters, ...unsigned(results.length), ...results];
  }

  /** Locals and instructions as the binary format writes them. */
  body(): number[] {
    const locals = this.#locals.flatMap((type) => [1, TYPE_CODES[type]]);
    const bytes = [...unsigned(this.#locals.length), ...locals, ...this.#code, 0x0b];
    return [...unsigned(bytes.length), ...bytes];
  }
}
