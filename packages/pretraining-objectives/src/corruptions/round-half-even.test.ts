import { describe, expect, it } from 'vitest';
import { roundHalfEven } from './round-half-even.js';

describe('roundHalfEven', () => {
  it.each([
    [0.5, 0],
    [1.5, 2],
    [2.5, 2],
    [4.5, 4],
    [2.4999, 2],
    [2.5001, 3],
    [7, 7],
  ])('rounds %d to %d', (value, rounded) => expect(roundHalfEven(value)).toBe(rounded));
});
