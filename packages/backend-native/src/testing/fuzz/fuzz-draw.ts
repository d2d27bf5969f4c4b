import type { FuzzRandom } from './fuzz-random.js';
import type { GuardedMemory } from './guarded-memory.js';

/** Random arguments in guarded memory. */
export class FuzzDraw {
  constructor(
    readonly random: FuzzRandom,
    readonly memory: GuardedMemory,
  ) {}

  /** Random floats, `[length]`. */
  floats(length: number): Float32Array {
    const values = this.memory.floats(length);
    for (let i = 0; i < length; i += 1) values[i] = this.random.float();
    return values;
  }

  maybeFloats(length: number): Float32Array | null {
    return this.random.chance(0.5) ? this.floats(length) : null;
  }

  /** Integers from 0 to below `end`, `[length]`. */
  integers(length: number, end: number): Int32Array {
    return this.#fill(this.memory.integers(length), end);
  }

  bytes(length: number): Uint8Array {
    return this.#fill(this.memory.bytes(length), 2);
  }

  sizes(count: number, least = 0): number[] {
    return Array.from({ length: count }, () => this.random.size(least));
  }

  #fill<Values extends Int32Array | Uint8Array>(values: Values, end: number): Values {
    for (let i = 0; i < values.length; i += 1) values[i] = this.random.integer(0, end - 1);
    return values;
  }
}
