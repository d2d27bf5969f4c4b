import { describe, expect, it } from 'vitest';
import { studentQuantile } from './student-quantile.js';

describe('studentQuantile', () => {
  // Exact values from the tables of Student's t distribution, two-sided 99 %.
  it.each([
    [5, 4.0321],
    [10, 3.1693],
    [30, 2.75],
    [100, 2.6259],
    [1e9, 2.5758],
  ])('of %i degrees of freedom is %f', (degrees, exact) => {
    expect(Math.abs(studentQuantile(degrees) / exact - 1)).toBeLessThan(0.01);
  });

  it('is infinite where one cluster tells nothing of others', () => expect(studentQuantile(0)).toBe(Infinity));
});
