import { KeyedRandom } from '@cloze/contracts';
import { describe, expect, it } from 'vitest';
import { differenceOf, intervalOf, ratioOf } from './ratio.js';

describe('ratioOf', () => {
  it('divides sums, and says how each cluster pulls', () => {
    expect(ratioOf([1, 5], [2, 4])).toEqual({ value: 1, pulls: [-1 / 6, 1 / 6] });
  });
});

describe('intervalOf', () => {
  it('is that of a mean where clusters are of one size', () => {
    // 1, 2, …, 9: mean 5, standard error sqrt(7.5 / 9), t of 8 degrees 3.3554.
    const values = Array.from({ length: 9 }, (_, i) => i + 1);
    const { low, high } = intervalOf(ratioOf(values, new Array(9).fill(1)));
    expect((high - low) / 2 / Math.sqrt(7.5 / 9)).toBeCloseTo(3.3554, 1);
    expect((high + low) / 2).toBeCloseTo(5, 10);
  });

  it('says nothing of one cluster', () => {
    expect(intervalOf(ratioOf([3], [4]))).toEqual({ low: -Infinity, high: Infinity });
  });

  it('holds the true ratio about 99 times out of 100', () => {
    const random = new KeyedRandom(5);
    let held = 0;
    for (let trial = 0; trial < 1000; trial += 1) {
      const stream = random.stream('ratio', trial);
      const sizes = Array.from({ length: 25 }, () => 5 + stream.below(20));
      // Targets of a cluster are alike: a probability of its own, 0.3 on average.
      const right = sizes.map((size) => {
        const probability = 0.6 * stream.uniform();
        return Array.from({ length: size }, () => +stream.bernoulli(probability)).reduce((a, b) => a + b, 0);
      });
      const { low, high } = intervalOf(ratioOf(right, sizes));
      held += +(low <= 0.3 && 0.3 <= high);
    }
    expect(held).toBeGreaterThan(970);
    expect(held).toBeLessThan(1000);
  });
});

describe('differenceOf', () => {
  it('is surer than either where both move together', () => {
    const first = ratioOf([10, 20, 30, 40], [10, 10, 10, 10]);
    const second = ratioOf([11, 21.1, 31, 41.1], [10, 10, 10, 10]);
    const { low, high } = intervalOf(differenceOf(second, first));
    expect(low).toBeGreaterThan(0);
    expect(high - low).toBeLessThan(0.1);
    expect(intervalOf(first).low).toBeLessThan(intervalOf(second).low);
    expect(intervalOf(first).high).toBeGreaterThan(intervalOf(second).low);
  });
});
