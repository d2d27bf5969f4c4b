import { TokenAction, untouchedView, type Example } from '@cloze/contracts';
import { describe, expect, it } from 'vitest';
import { unigramBaseline } from './unigram-baseline.js';

const example = (ids: number[], masked: number[]): Example => {
  const inputIds = Int32Array.from(ids);
  const zeros = new Uint8Array(ids.length);
  const original = untouchedView({ inputIds, segmentIds: Int32Array.from(zeros), special: zeros, wordStarts: zeros });
  const actions = Uint8Array.from(ids, (_, i) => (masked.includes(i) ? TokenAction.masked : TokenAction.kept));
  return { epoch: 0, index: 0, original, corrupted: { ...original, actions }, labels: {} };
};

describe('unigramBaseline', () => {
  it('guesses the most frequent token, and gives each its share of the training text with one more of each', () => {
    const counts = [100, 5, 2, 0];
    const score = unigramBaseline([example([1, 2, 1], [0, 1]), example([3, 1], [0])], counts, (id) => id === 0);
    expect(score.masks).toBe(3);
    expect(score.accuracy).toBeCloseTo(1 / 3, 12);
    expect(score.entropy).toBeCloseTo(Math.log(3), 12);
    expect(score.loss).toBeCloseTo(-(Math.log(6 / 10) + Math.log(3 / 10) + Math.log(1 / 10)) / 3, 12);
  });
});
