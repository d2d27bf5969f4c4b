import { describe, expect, it } from 'vitest';
import { phaseSeed } from './phase-seed.js';

describe('phaseSeed', () => {
  it('leaves the first phase the run’s seed, and gives every other one of its own', () => {
    expect(phaseSeed(7, 0)).toBe(7);
    const seeds = [0, 1, 2, 3].flatMap((phase) => [1, 2, 3].map((seed) => phaseSeed(seed, phase)));
    expect(new Set(seeds).size).toBe(12);
    for (const seed of seeds) expect(Number.isSafeInteger(seed) && seed >= 0).toBe(true);
    expect(phaseSeed(1, 2)).toBe(phaseSeed(1, 2));
  });
});
