import { dropoutMask, KeyedRandom } from '@cloze/contracts';
import { ones, tensor, tidy, type Tensor2D } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { dropout } from './dropout.js';
import { describeEachBackend, itMatchesNaive } from './testing/each-backend.js';

const key = new KeyedRandom(7).key('site', 3);
const maskOf = (rate: number, count: number) => dropoutMask(key, rate, 0, count);

describeEachBackend('dropout', () => {
  itMatchesNaive({
    'a few elements': {
      shapes: [[3, 7]],
      operation: (x) => dropout(x as Tensor2D, { rate: 0.3, key }),
      naive: ({ values }) => values.map((value, i) => value * maskOf(0.3, values.length)[i]),
    },
  });

  it.each([1, 4, 15, 16, 17, 1000])('draws the numbers that contracts define, for %i elements', (count) => {
    const values = tidy(() => dropout(ones([count]), { rate: 0.1, key }).dataSync());
    expect([...values]).toEqual([...maskOf(0.1, count)]);
  });

  it('gives its input back at rate 0 and without settings', () => {
    tidy(() => {
      const x = tensor([1, 2, 3]);
      expect(dropout(x, undefined)).toBe(x);
      expect(dropout(x, { rate: 0, key })).toBe(x);
    });
  });
});
