import { describe, expect, it } from 'vitest';
import { KeyedRandom } from '@cloze/contracts';
import { epochDocuments } from './epoch-documents.js';

const range = (length: number, first = 0) => Uint32Array.from({ length }, (_, i) => first + i);
const random = new KeyedRandom(1);
const sorted = (documents: Uint32Array) => [...documents].sort((a, b) => a - b);

describe('epochDocuments', () => {
  it('keeps the order of the corpus, or shuffles it anew each epoch', () => {
    const parts = [{ documents: range(50), weight: 1 }];
    expect(epochDocuments(parts, random, 0, false)).toEqual(range(50));
    const [first, second] = [epochDocuments(parts, random, 0, true), epochDocuments(parts, random, 1, true)];
    expect(sorted(first)).toEqual([...range(50)]);
    expect(first).not.toEqual(range(50));
    expect(second).not.toEqual(first);
    expect(epochDocuments(parts, random, 0, true)).toEqual(first);
  });

  it('takes whole weights in rounds and the fraction as a random subset of each epoch', () => {
    const parts = [
      { documents: range(10), weight: 2.3 },
      { documents: range(20, 10), weight: 0.25 },
    ];
    const counts = (epoch: number) => {
      const seen = new Array<number>(30).fill(0);
      for (const document of epochDocuments(parts, random, epoch, true)) seen[document] += 1;
      return seen;
    };
    const first = counts(0);
    expect(first.slice(0, 10).sort()).toEqual([2, 2, 2, 2, 2, 2, 2, 3, 3, 3]);
    expect(first.slice(10).reduce((sum, count) => sum + count)).toBe(5);
    expect(Math.max(...first.slice(10))).toBe(1);
    expect(counts(1)).not.toEqual(first);
  });

  it('takes every document of a fraction equally often in the long run', () => {
    const parts = [{ documents: range(10), weight: 0.3 }];
    const seen = new Array<number>(10).fill(0);
    for (let epoch = 0; epoch < 3000; epoch += 1) {
      for (const document of epochDocuments(parts, random, epoch, false)) seen[document] += 1;
    }
    // 900 of 3000 each, 5 standard deviations of a binomial draw.
    expect(seen.every((count) => Math.abs(count - 900) < 5 * Math.sqrt(3000 * 0.3 * 0.7))).toBe(true);
  });
});
