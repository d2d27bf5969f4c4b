import { createLabelSet } from '@cloze/contracts';
import { describe, expect, it } from 'vitest';
import { decodeText, mergeText } from './decode-text.js';

const labels = createLabelSet(['a', 'b']);
const logits = { data: Float32Array.of(0, Math.log(3), 2, -2), shape: [2, 2] };

describe('predictions of texts', () => {
  it('give the most probable label, with probabilities that add up to 1', () => {
    const [first] = decodeText('labels', { logits });
    const prediction = mergeText('labels', [first], labels, 0.5);
    expect(prediction).toEqual({ label: 'b', probabilities: { a: expect.closeTo(0.25), b: expect.closeTo(0.75) } });
  });

  it('give each label by itself where there may be several', () => {
    const [first] = decodeText('multi-label', { logits });
    expect(mergeText('multi-label', [first], labels, 0.5)).toEqual({
      labels: ['a', 'b'],
      probabilities: { a: 0.5, b: expect.closeTo(0.75) },
    });
    expect(mergeText('multi-label', [first], labels, 0.6)).toMatchObject({ labels: ['b'] });
  });

  it('average the windows of a long text', () => {
    const windows = [
      [0.2, 0.8],
      [0.9, 0.1],
    ];
    expect(mergeText('labels', windows, labels, 0.5)).toEqual({
      label: 'a',
      probabilities: { a: expect.closeTo(0.55), b: expect.closeTo(0.45) },
    });
    expect(mergeText('regression', [[1], [2]], labels, 0.5)).toEqual({ value: 1.5 });
  });
});
