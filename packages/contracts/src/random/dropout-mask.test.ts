import { describe, expect, it } from 'vitest';
import { dropoutMask } from './dropout-mask.js';

describe('dropoutMask', () => {
  it('drops the given share and keeps the mean (binomial bound, 5 standard deviations)', () => {
    const mask = dropoutMask([1, 2], 0.1, 0, 100_000);
    const dropped = mask.filter((value) => value === 0).length;
    expect(Math.abs(dropped - 10_000)).toBeLessThan(5 * Math.sqrt(100_000 * 0.1 * 0.9));
    expect(mask.find((value) => value !== 0)).toBeCloseTo(1 / 0.9, 4);
  });

  it('gives any stretch alone as it is in the whole', () => {
    const whole = dropoutMask([3, 4], 0.5, 0, 64);
    expect([...dropoutMask([3, 4], 0.5, 20, 11)]).toEqual([...whole.subarray(20, 31)]);
  });

  it('is all ones at rate 0', () => {
    expect(new Set(dropoutMask([3, 4], 0, 0, 9))).toEqual(new Set([1]));
  });
});
