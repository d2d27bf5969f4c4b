import { describe, expect, it } from 'vitest';
import { judgeGrowth } from './judge-growth.js';

const MEBIBYTE = 2 ** 20;
const series = (bytes: (i: number) => number) =>
  Array.from({ length: 30 }, (_, i) => ({ step: 10 * i, bytes: bytes(i) * MEBIBYTE }));

describe('judgeGrowth', () => {
  it('finds nothing wrong with memory that fills up, then stays and swings', () => {
    const growth = judgeGrowth(
      'memory',
      series((i) => Math.min(500, 200 + 60 * i) + 20 * (i % 3)),
    );
    expect(growth).toMatchObject({ middle: 520 * MEBIBYTE, last: 520 * MEBIBYTE, problems: [] });
    expect(growth.slope).toBe(2 * MEBIBYTE);
  });

  it('finds a leak', () => {
    expect(
      judgeGrowth(
        'memory',
        series((i) => 500 + 5 * i),
      ).problems,
    ).toEqual([
      'memory grew by 50 MiB from the middle to the last third',
      'memory rises by 95 MiB over the last two thirds, by a fitted line',
    ]);
  });

  it('finds one that is too slow for the medians', () => {
    expect(
      judgeGrowth(
        'memory',
        series((i) => 500 + 1.5 * i + (i % 2)),
      ).problems,
    ).toEqual(['memory rises by 29 MiB over the last two thirds, by a fitted line']);
  });

  it('says that there is too little to judge by', () => {
    expect(judgeGrowth('memory', series(() => 1).slice(0, 8)).problems).toEqual([
      'memory has 8 samples, at least 9 are needed',
    ]);
  });
});
