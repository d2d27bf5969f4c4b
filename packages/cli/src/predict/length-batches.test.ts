import { describe, expect, it } from 'vitest';
import { lengthBatches } from './length-batches.js';

describe('lengthBatches', () => {
  it('puts similar lengths together, longest first, each index once', () => {
    expect(lengthBatches([3, 9, 4, 9, 1], { examples: 2, tokens: 100 })).toEqual([[1, 3], [2, 0], [4]]);
  });

  it('keeps to the number of tokens, but for an example that is longer alone', () => {
    expect(lengthBatches([3, 50, 4, 3], { examples: 9, tokens: 8 })).toEqual([[1], [2, 0], [3]]);
    expect(lengthBatches([])).toEqual([]);
  });
});
