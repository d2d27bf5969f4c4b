import { describe, expect, it } from 'vitest';
import { formatNumber } from './format-number.js';
import { smooth } from './smooth.js';

describe('smooth', () => {
  it('takes means over as many points on either side', () => {
    const points = [3, 6, 0, 9, 12].map((y, i): [number, number] => [i * 10, y]);
    expect(smooth(points, 3)).toEqual([
      [0, 3],
      [10, 3],
      [20, 5],
      [30, 7],
      [40, 12],
    ]);
  });
});

describe('formatNumber', () => {
  it.each([
    [1234567, '1,234,567'],
    [0.5, '0.5'],
    [0.123456, '0.1235'],
    [12345.678, '12,346'],
    [0.00001234, '1.23e-5'],
    [-2.5, '-2.5'],
    [Number.NaN, 'NaN'],
  ])('writes %f as %s', (value, text) => expect(formatNumber(value)).toBe(text));
});
