import { describe, expect, it } from 'vitest';
import { accuracyDifference } from './better-beyond-chance.js';

describe('accuracyDifference', () => {
  it('is clear of zero for many targets and not for few', () => {
    expect(accuracyDifference(0.139, 0.066, 3700).low).toBeGreaterThan(0);
    expect(accuracyDifference(0.139, 0.066, 30).low).toBeLessThan(0);
  });

  it('has the textbook interval', () => {
    const { difference, low, high } = accuracyDifference(0.5, 0.4, 100);
    expect(difference).toBeCloseTo(0.1, 12);
    expect(high - low).toBeCloseTo(2 * 2.5758293 * Math.sqrt((0.25 + 0.24) / 100), 6);
  });
});
