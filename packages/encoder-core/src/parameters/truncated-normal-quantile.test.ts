import { describe, expect, it } from 'vitest';
import { truncatedNormalQuantile } from './truncated-normal-quantile.js';

// scipy 1.17.1: scipy.stats.truncnorm.ppf(p, -2, 2).
const QUANTILES = [
  [1e-9, -1.9999999823211216],
  [1e-6, -1.9999823214340522],
  [0.001, -1.9826256205020178],
  [0.0015, -1.9741581488349798],
  [0.01, -1.848083539591331],
  [0.05, -1.4722616410327656],
  [0.1, -1.184032466693905],
  [0.25, -0.639111910871273],
  [0.6, 0.2415871851410771],
  [0.75, 0.6391119108712731],
  [0.9, 1.184032466693906],
  [0.975, 1.6786244893350801],
  [0.999, 1.9826256205020192],
] as const;

describe('truncatedNormalQuantile', () => {
  it.each(QUANTILES)('at %d is what scipy has', (p, expected) => {
    expect(Math.abs(truncatedNormalQuantile(p) / expected - 1)).toBeLessThan(1.2e-9);
  });

  it('is symmetric about its median, 0', () => {
    expect(truncatedNormalQuantile(0.5)).toBe(0);
    for (const [p, expected] of QUANTILES) expect(truncatedNormalQuantile(1 - p)).toBeCloseTo(-expected, 7);
  });

  it('stays within two standard deviations at the ends of what is drawn', () => {
    const ends = [0.5 / 2 ** 32, 1 - 0.5 / 2 ** 32].map(truncatedNormalQuantile);
    expect(ends[0]).toBeGreaterThanOrEqual(-2);
    expect(ends[1]).toBeLessThanOrEqual(2);
    expect(ends[0]).toBeCloseTo(-2, 8);
  });
});
