import { rateAt, type Rate } from './rate.js';
import { roundHalfEven } from './round-half-even.js';

/**
 * Number of tokens to make targets: the rate of the length with special tokens, rounded half to even, at least 1 and at most
 * `maxPerExample`. Source: BERT's `create_pretraining_data.py`.
 */
export function maskingBudget(length: number, rate: Rate, progress: number, maxPerExample = Infinity): number {
  return Math.min(maxPerExample, Math.max(1, roundHalfEven(length * rateAt(rate, progress))));
}
