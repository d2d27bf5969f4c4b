import type { RandomKey } from './keyed-random.js';
import { threefry } from './threefry.js';

/**
 * The dropout multipliers of `count` consecutive elements from flat index `first` (a multiple of 4): 0 for a dropped element,
 * 1 / (1 - rate) for a kept one. Element i takes lane i mod 4 of block floor(i / 4), four 16-bit lanes a block; every backend
 * makes the same numbers. `rate` is rounded to a multiple of 2^-16.
 */
export function dropoutMask(key: RandomKey, rate: number, first: number, count: number): Float32Array {
  const threshold = Math.round(rate * 65536);
  const scale = 65536 / (65536 - threshold);
  const mask = new Float32Array(count);
  const words = new Uint32Array(2);
  for (let i = 0; i < count; i += 4) {
    const block = (first + i) / 4;
    threefry(key[0], key[1], block % 0x1_0000_0000, Math.floor(block / 0x1_0000_0000), words);
    if ((words[0] & 0xffff) >= threshold) mask[i] = scale;
    if (i + 1 < count && words[0] >>> 16 >= threshold) mask[i + 1] = scale;
    if (i + 2 < count && (words[1] & 0xffff) >= threshold) mask[i + 2] = scale;
    if (i + 3 < count && words[1] >>> 16 >= threshold) mask[i + 3] = scale;
  }
  return mask;
}
