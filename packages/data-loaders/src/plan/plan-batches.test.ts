import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KeyedRandom } from '@cloze/contracts';
import { planBatches, type BatchingOptions } from './plan-batches.js';

const random = new KeyedRandom(3);
const plan = (lengths: number[], options: BatchingOptions, epoch = 0) => {
  const { order, batchStarts } = planBatches(Uint32Array.from(lengths), options, random, epoch);
  return Array.from(batchStarts.subarray(1), (end, i) => [...order.subarray(batchStarts[i], end)]);
};

describe('planBatches', () => {
  it('cuts examples into batches, in order or shuffled anew each epoch', () => {
    const lengths = new Array<number>(7).fill(1);
    expect(plan(lengths, { batchSize: 3, shuffle: false })).toEqual([[0, 1, 2], [3, 4, 5], [6]]);
    expect(plan(lengths, { batchSize: 3, shuffle: false, lastBatch: 'drop' })).toEqual([
      [0, 1, 2],
      [3, 4, 5],
    ]);
    expect(plan(lengths, { batchSize: 3 })).not.toEqual(plan(lengths, { batchSize: 3 }, 1));
    expect(plan([], { batchSize: 3 })).toEqual([]);
    expect(plan([1, 1], { batchSize: 3, lastBatch: 'drop' })).toEqual([]);
  });

  it('sorts examples by length within a bucket of batches', () => {
    const lengths = [5, 1, 4, 2, 3, 6, 9, 7, 8];
    expect(plan(lengths, { batchSize: 2, shuffle: false, bucket: 3 })).toEqual([[1, 3], [4, 2], [0, 5], [7, 8], [6]]);
  });

  it('uses every example once, in batches of one size but the last, whatever the options', () => {
    const options = fc.record({
      batchSize: fc.integer({ min: 1, max: 5 }),
      shuffle: fc.boolean(),
      bucket: fc.integer({ min: 0, max: 4 }),
      lastBatch: fc.constantFrom('keep' as const, 'drop' as const),
    });
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 3, max: 9 })), options, (lengths, given) => {
        const batches = plan(lengths, given);
        const used = batches.flat();
        const whole = lengths.length - (lengths.length % given.batchSize);
        expect(used.length).toBe(given.lastBatch === 'drop' ? whole : lengths.length);
        expect(new Set(used).size).toBe(used.length);
        expect(batches.filter((batch) => batch.length !== given.batchSize).length).toBe(
          used.length % given.batchSize === 0 ? 0 : 1,
        );
        for (const batch of given.bucket >= 2 ? batches : []) {
          expect(batch.map((example) => lengths[example])).toEqual(
            batch.map((example) => lengths[example]).sort((a, b) => a - b),
          );
        }
      }),
    );
  });

  it('leaves examples of one length as they were drawn', () => {
    const lengths = new Array<number>(64).fill(9);
    const asText = (batches: number[][]) => batches.map((batch) => batch.join(' ')).sort();
    expect(asText(plan(lengths, { batchSize: 8, bucket: 4 }))).toEqual(asText(plan(lengths, { batchSize: 8 })));
  });

  it('does not run from short to long where buckets are shuffled', () => {
    const lengths = Array.from({ length: 400 }, (_, i) => 1 + (i % 100));
    const batches = plan(lengths, { batchSize: 4, bucket: 100 });
    const firsts = batches.map((batch) => lengths[batch[0]]);
    expect(firsts).not.toEqual([...firsts].sort((a, b) => a - b));
    const spread = batches.map((batch) => lengths[batch[3]] - lengths[batch[0]]);
    expect(Math.max(...spread)).toBeLessThanOrEqual(1);
  });
});
