import { RandomStream } from './random-stream.js';
import { threefry } from './threefry.js';

/** Two uint32 words that select one independent sequence of draws. */
export type RandomKey = readonly [number, number];

/**
 * The root of all randomness of a run. Every draw is keyed by the seed, a purpose (a stable string such as
 * `corruption/token-masking.v1#0`) and counters (epoch, example, step …), so that any draw can be made alone, anywhere, in any
 * order, and a new purpose changes nobody else's draws.
 */
export class KeyedRandom {
  readonly seed: number;

  /** @param seed a non-negative safe integer */
  constructor(seed: number) {
    this.seed = seed;
  }

  /** The key of a purpose and its counters (non-negative safe integers). */
  key(purpose: string, ...counters: number[]): RandomKey {
    const words = new Uint32Array(2);
    threefry(low(this.seed), high(this.seed), fnv1a(purpose, 0x811c9dc5), fnv1a(purpose, 0x01234567), words);
    for (const counter of counters) threefry(words[0], words[1], low(counter), high(counter), words);
    return [words[0], words[1]];
  }

  /** The draws of a purpose and its counters. */
  stream(purpose: string, ...counters: number[]): RandomStream {
    return new RandomStream(this.key(purpose, ...counters));
  }
}

function low(value: number): number {
  return value % 0x1_0000_0000;
}

function high(value: number): number {
  return Math.floor(value / 0x1_0000_0000);
}

/** FNV-1a over UTF-16 code units; two of them with different bases make a 64-bit name. */
function fnv1a(text: string, basis: number): number {
  let hash = basis;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
