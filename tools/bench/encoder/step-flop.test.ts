import { expect, it } from 'vitest';
import { stepFlop } from './step-flop.js';

const sizes = { num_hidden_layers: 2, hidden_size: 3, intermediate_size: 5, vocab_size: 7 };

it('counts the products of a step one by one', () => {
  const labels = [[-100, 4], [-100]];
  // A layer: four projections of 3 x 3 and two of 3 x 5 a token; scores and sums of 3 for every pair of tokens of a row.
  const layer = (tokens: number, pairs: number) => tokens * (4 * 9 + 2 * 15) + pairs * (3 + 3);
  expect(stepFlop('forward', sizes, { ids: [[1, 2], [3]], labels })).toBe(2 * 2 * layer(3, 4 + 1));
  // One target: 3 x 3 and 3 x 7; backward costs twice as much again.
  expect(stepFlop('train', sizes, { ids: [[1, 2], [3]], labels })).toBe(3 * 2 * (2 * layer(3, 4 + 1) + 9 + 21));
});
