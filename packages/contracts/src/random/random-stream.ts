import { threefry } from './threefry.js';

/** A sequence of draws under one key. The n-th draw depends on the key and n alone. */
export class RandomStream {
  readonly #key0: number;
  readonly #key1: number;
  readonly #words = new Uint32Array(2);
  #drawn = 0;

  constructor(key: readonly [number, number]) {
    [this.#key0, this.#key1] = key;
  }

  /** Uniform over [0, 2^32). */
  uint32(): number {
    const half = this.#drawn % 2;
    if (half === 0) {
      const block = this.#drawn / 2;
      threefry(this.#key0, this.#key1, block % 0x1_0000_0000, Math.floor(block / 0x1_0000_0000), this.#words);
    }
    this.#drawn += 1;
    return this.#words[half];
  }

  /** Uniform over [0, 1) in steps of 2^-53. */
  uniform(): number {
    const high = this.uint32() >>> 5;
    const low = this.uint32() >>> 6;
    return (high * 0x400_0000 + low) / 0x20_0000_0000_0000;
  }

  /** A uniform integer in [0, bound), without modulo bias; bound from 1 to 2^32. */
  below(bound: number): number {
    const limit = 0x1_0000_0000 - (0x1_0000_0000 % bound);
    let word = this.uint32();
    while (word >= limit) word = this.uint32();
    return word % bound;
  }

  /** True with the given probability. */
  bernoulli(probability: number): boolean {
    return this.uniform() < probability;
  }

  /** Standard normal, by Box and Muller (1958); one of the pair is used. */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return radius * Math.cos(2 * Math.PI * this.uniform());
  }

  /** Shuffles in place (Fisher and Yates) and returns the same array. */
  shuffle<T extends { readonly length: number; [index: number]: unknown }>(items: T): T {
    for (let i = items.length - 1; i > 0; i -= 1) {
      const j = this.below(i + 1);
      const held = items[i];
      items[i] = items[j];
      items[j] = held;
    }
    return items;
  }
}
