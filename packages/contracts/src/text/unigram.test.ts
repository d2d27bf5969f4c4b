import { describe, expect, it } from 'vitest';
import { KeyedRandom } from '../random/keyed-random.js';
import { createUnigramDistribution } from './unigram.js';

describe('createUnigramDistribution', () => {
  it('draws ids in proportion to their counts (chi-squared, 3 degrees of freedom, p = 0.999)', () => {
    const counts = [50, 10, 0, 30, 5, 5];
    const unigram = createUnigramDistribution(counts, (id) => id === 1);
    const random = new KeyedRandom(1).stream('unigram');
    const seen = new Array<number>(6).fill(0);
    for (let i = 0; i < 90_000; i += 1) seen[unigram.sample(random)] += 1;
    expect([seen[1], seen[2]]).toEqual([0, 0]);
    const chiSquared = [0, 3, 4, 5].reduce(
      (sum, id) => sum + (seen[id] - counts[id] * 1000) ** 2 / (counts[id] * 1000),
      0,
    );
    expect(chiSquared).toBeLessThan(16.27);
    expect(unigram.probability(0)).toBeCloseTo(50 / 90, 12);
    expect(unigram.probability(1)).toBe(0);
  });

  it('is uniform over what is not excluded where nothing was counted', () => {
    const unigram = createUnigramDistribution([0, 0, 0], (id) => id === 0);
    expect([0, 1, 2].map((id) => unigram.probability(id))).toEqual([0, 0.5, 0.5]);
    expect(unigram.entropy).toBeCloseTo(Math.log(2), 12);
  });
});
