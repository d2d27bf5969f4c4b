import { describe, expect, it } from 'vitest';
import { sparkline } from './sparkline.js';

describe('sparkline', () => {
  it('draws values from the lowest to the highest', () => {
    expect(sparkline([8, 7, 6, 5, 4, 3, 2, 1], 8)).toBe('█▇▆▅▄▃▂▁');
  });

  it('takes means where there are more values than room', () => {
    expect(sparkline([9, 7, 1, 3, 2, 2], 3)).toBe('█▁▁');
    expect(sparkline([1, 2, 3, 4, 5], 2)).toBe('▁█');
  });

  it('copes with one value, equal ones, none, and what is not finite', () => {
    expect(sparkline([3], 8)).toBe('▁');
    expect(sparkline([3, 3, 3], 8)).toBe('▁▁▁');
    expect(sparkline([], 8)).toBe('');
    expect(sparkline([NaN, 1, Infinity, 2], 8)).toBe('▁█');
  });
});
