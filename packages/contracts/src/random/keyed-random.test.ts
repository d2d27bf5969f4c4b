import { describe, expect, it } from 'vitest';
import { KeyedRandom } from './keyed-random.js';

const draws = (random: KeyedRandom, purpose: string, ...counters: number[]) => {
  const stream = random.stream(purpose, ...counters);
  return Array.from({ length: 8 }, () => stream.uint32());
};

describe('KeyedRandom', () => {
  it('repeats the same draws for the same seed, purpose and counters', () => {
    expect(draws(new KeyedRandom(7), 'mask', 1, 2)).toEqual(draws(new KeyedRandom(7), 'mask', 1, 2));
  });

  it('gives other draws when the seed, the purpose, a counter, or the order of counters differs', () => {
    const seen = [
      draws(new KeyedRandom(7), 'mask', 1, 2),
      draws(new KeyedRandom(8), 'mask', 1, 2),
      draws(new KeyedRandom(7), 'masks', 1, 2),
      draws(new KeyedRandom(7), 'mask', 2, 1),
      draws(new KeyedRandom(7), 'mask', 1, 2, 0),
      draws(new KeyedRandom(7), 'mask', 1, 2 + 2 ** 32),
    ].map(String);
    expect(new Set(seen).size).toBe(seen.length);
  });

  it('draws integers below a bound uniformly (chi-squared, 9 degrees of freedom, p = 0.999)', () => {
    const stream = new KeyedRandom(1).stream('dice');
    const counts = new Array<number>(10).fill(0);
    for (let i = 0; i < 100_000; i += 1) counts[stream.below(10)] += 1;
    const chiSquared = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
    expect(chiSquared).toBeLessThan(27.88);
  });

  it('draws normals with mean 0 and variance 1', () => {
    const stream = new KeyedRandom(1).stream('normal');
    const values = Array.from({ length: 50_000 }, () => stream.normal());
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    const variance = values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length;
    expect(Math.abs(mean)).toBeLessThan(0.02);
    expect(Math.abs(variance - 1)).toBeLessThan(0.03);
  });

  it('shuffles every element into every place', () => {
    const places = new Set<string>();
    for (let i = 0; i < 200; i += 1) {
      const items = new KeyedRandom(1).stream('shuffle', i).shuffle([0, 1, 2, 3]);
      expect([...items].sort()).toEqual([0, 1, 2, 3]);
      items.forEach((item, place) => places.add(`${item}@${place}`));
    }
    expect(places.size).toBe(16);
  });
});
