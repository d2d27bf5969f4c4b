import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { constantGuess, countAnswers } from './constant-guess.js';

describe('constantGuess', () => {
  it('gives the entropy of the answers and the share of the most frequent one', () => {
    const { losses, correct } = constantGuess([countAnswers([1, 1, 2]), countAnswers([1])]);
    expect(correct).toEqual([2, 1]);
    expect(losses[0] + losses[1]).toBeCloseTo(3 * Math.log(4 / 3) + Math.log(4), 10);
  });

  it('is beaten by no other constant distribution', () => {
    const answers = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 20 });
    const weights = fc.array(fc.double({ min: 0.01, max: 1, noNaN: true }), { minLength: 5, maxLength: 5 });
    fc.assert(
      fc.property(answers, weights, (given, other) => {
        const total = other.reduce((sum, weight) => sum + weight, 0);
        const theirs = given.reduce((sum, answer) => sum - Math.log(other[answer] / total), 0);
        expect(constantGuess([countAnswers(given)]).losses[0]).toBeLessThanOrEqual(theirs + 1e-9);
      }),
    );
  });

  it('copes with no answers, and with one that is never right', () => {
    expect(constantGuess([countAnswers([])])).toEqual({ losses: [0], correct: [0] });
    const never = new Map([
      [1, 0],
      [0, 3],
    ]);
    expect(constantGuess([never])).toEqual({ losses: [0], correct: [3] });
  });
});
