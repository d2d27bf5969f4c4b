import { expect, it } from 'vitest';
import { median } from './median.js';

it('takes the mean of the middle two of an even number', () => {
  expect([median([3, 1, 2]), median([4, 1, 3, 2]), median([5])]).toEqual([2, 2.5, 5]);
});
