import { uniforms } from '../uniforms.js';

/** The draws of one call: the same for the same seed and index. */
export class FuzzRandom {
  readonly #uniform: () => number;

  constructor(seed: number, index: number) {
    this.#uniform = uniforms(Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b));
  }

  /** True with this probability. */
  chance(probability: number): boolean {
    return this.#uniform() < probability;
  }

  /** A whole number from `min` to `max`. */
  integer(min: number, max: number): number {
    return min + Math.floor(this.#uniform() * (max - min + 1));
  }

  pick<Value>(values: readonly Value[]): Value {
    return values[this.integer(0, values.length - 1)];
  }

  /** The size of an axis: often 0, 1 or odd, at times long enough to be cut for several threads. */
  size(least = 0): number {
    if (this.chance(0.03)) return this.integer(64, 300);
    return Math.max(least, this.chance(0.25) ? this.integer(0, 2) : this.integer(2, 33));
  }

  /** A number for an element: about 1, or one of float32's corners. */
  float(): number {
    const corners = [0, -0, Infinity, -Infinity, NaN, 3.4e38, -3.4e38, 1e-44, 88.8, -1e5];
    return this.chance(0.02) ? this.pick(corners) : 4 * this.#uniform() - 2;
  }
}
