/**
 * The multipliers of elements 0 to `count` - 1 under a key, from the definition: element i has 16-bit lane i mod 4 of the two words that
 * Threefry-2x32 (Salmon et al., 2011) with 20 rounds makes of counter ⌊i / 4⌋, and is dropped when that is below rate · 2^16.
 */
export function naiveDropout(rate: number, key: readonly [number, number], count: number): Float64Array {
  const threshold = Math.round(rate * 65536);
  return Float64Array.from({ length: count }, (_, i) => {
    const word = threefry(key, [Math.floor(i / 4), 0])[(i % 4) >> 1];
    const lane = (word >>> (16 * (i % 2))) & 0xffff;
    return lane < threshold ? 0 : 65536 / (65536 - threshold);
  });
}

const ROTATIONS = [13, 15, 26, 6, 17, 29, 16, 24];

function threefry([key0, key1]: readonly [number, number], counter: readonly [number, number]): [number, number] {
  const keys = [key0, key1, 0x1bd11bda ^ key0 ^ key1];
  let [x, y] = [counter[0] + key0, counter[1] + key1];
  for (let round = 0; round < 20; round += 1) {
    const rotation = ROTATIONS[round % 8];
    x = (x + y) | 0;
    y = ((y << rotation) | (y >>> (32 - rotation))) ^ x;
    if (round % 4 !== 3) continue;
    const group = (round + 1) / 4;
    x = (x + keys[group % 3]) | 0;
    y = (y + keys[(group + 1) % 3] + group) | 0;
  }
  return [x >>> 0, y >>> 0];
}
