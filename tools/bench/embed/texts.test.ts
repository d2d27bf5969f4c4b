import { expect, it } from 'vitest';
import { mixed } from './texts.js';

it('spreads one list evenly in the other, and loses nothing', () => {
  expect(mixed(['a', 'b', 'c', 'd', 'e'], ['X', 'Y'])).toEqual(['a', 'b', 'c', 'X', 'd', 'e', 'Y']);
});
