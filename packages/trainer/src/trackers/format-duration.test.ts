import { expect, it } from 'vitest';
import { formatDuration } from './format-duration.js';

it('formatDuration names the two largest units', () => {
  const seconds = [-1, 0.4, 14, 59.6, 125, 3600, 3725, 86_400, 100_000];
  expect(seconds.map(formatDuration)).toEqual([
    '0s',
    '0s',
    '14s',
    '1m00s',
    '2m05s',
    '1h00m',
    '1h02m',
    '1d00h',
    '1d03h',
  ]);
});
