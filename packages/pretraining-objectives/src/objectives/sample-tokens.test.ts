import { KeyedRandom } from '@cloze/contracts';
import { describe, expect, it } from 'vitest';
import { sampleTokens } from './sample-tokens.js';

describe('sampleTokens', () => {
  it('draws each class as often as the softmax says (chi-squared, 3 degrees of freedom, p = 0.999)', () => {
    const rows = 20_000;
    const odds = [1, 2, 3, 4];
    const random = new KeyedRandom(1).stream('draws');
    // Each row shifted by another constant, which the softmax does not see.
    const logits = Float32Array.from(
      { length: rows * 4 },
      (_, i) => Math.log(odds[i % 4]) + (Math.floor(i / 4) % 5) - 2,
    );
    const seen = new Float64Array(4);
    for (const id of sampleTokens(
      logits,
      4,
      Float32Array.from({ length: rows }, () => random.uniform()),
    ))
      seen[id] += 1;
    const chiSquared = odds.reduce(
      (sum, share, id) => sum + (seen[id] - (rows * share) / 10) ** 2 / ((rows * share) / 10),
      0,
    );
    expect(chiSquared).toBeLessThan(16.27);
  });

  it('never draws a class without probability, at either end of the draws', () => {
    const logits = Float32Array.of(-Infinity, 0, 0, -Infinity, -Infinity, 0, 0, -Infinity);
    expect([...sampleTokens(logits, 4, Float32Array.of(0, 1))]).toEqual([1, 2]);
  });

  it('holds for large logits', () => {
    expect([...sampleTokens(Float32Array.of(800, 900, 700), 3, Float32Array.of(0.5))]).toEqual([1]);
  });
});
