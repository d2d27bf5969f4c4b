import { describe, expect, it } from 'vitest';
import { drawRecords } from './draw-records.js';

const items = Array.from({ length: 100 }, (_, i) => i);

describe('drawRecords', () => {
  it('draws the same ones each time, in their order, spread over all', () => {
    const drawn = drawRecords(items, 20);
    expect(drawn).toHaveLength(20);
    expect(drawn).toEqual([...drawn].sort((a, b) => a - b));
    expect(drawRecords(items, 20)).toEqual(drawn);
    expect(Math.max(...drawn)).toBeGreaterThan(60);
    // A larger draw holds the smaller one.
    expect(drawRecords(items, 40)).toEqual(expect.arrayContaining([...drawn]));
  });

  it('takes all where there are no more, or no limit', () => {
    expect(drawRecords(items, 100)).toBe(items);
    expect(drawRecords(items, undefined)).toBe(items);
  });
});
