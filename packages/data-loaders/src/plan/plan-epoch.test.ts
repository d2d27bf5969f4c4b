import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseOptions } from '@cloze/contracts';
import { fullSentences } from '../samplers/full-sentences.js';
import { randomSplit } from '../testing/test-corpus.js';
import { planDigest } from './plan-arrays.js';
import { planEpoch, type PlanSettings } from './plan-epoch.js';

const split = randomSplit(4, 60);
const options = parseOptions(fullSentences.options, { maxLength: 32, shortProbability: 0.1 }, 'sampler');
const settings: PlanSettings = { sampler: fullSentences, options, budget: 32, seed: 9, batchSize: 8 };
const plan = (changed: Partial<PlanSettings> = {}, epoch = 0) =>
  planEpoch(split.corpus, split.parts, { ...settings, ...changed }, epoch);

describe('planEpoch', () => {
  it('is a function of lengths, settings and epoch alone, and differs with each', () => {
    const digests = [
      plan(),
      plan({}, 1),
      plan({ seed: 10 }),
      plan({ budget: 30 }),
      plan({ batchSize: 9 }),
      plan({ shuffle: false }),
      plan({ bucket: 4 }),
      plan({ options: { ...options, crossDocuments: true } }),
      planEpoch(split.corpus, [{ ...split.parts[0], weight: 0.5 }], settings, 0),
    ].map(planDigest);
    expect(new Set(digests).size).toBe(digests.length);
    expect(planDigest(plan())).toBe(digests[0]);
  });

  it('stays as it is: a run resumed with another version of cloze goes on with the same plan', () => {
    expect(planDigest(plan())).toMatchInlineSnapshot(
      `"9a37e129a49e7fa012b2b7bf05245e5beb1dc4981632b1939b136a7347450e84"`,
    );
  });

  it('uses every example once an epoch', () => {
    fc.assert(
      fc.property(fc.nat(5), fc.nat(3), fc.nat(4), (seed, epoch, bucket) => {
        const { order, examples } = plan({ seed, bucket }, epoch);
        expect([...order].sort((a, b) => a - b)).toEqual(Array.from(examples.lengths, (_, i) => i));
      }),
    );
  });

  it('names an epoch without a batch', () => {
    expect(() => plan({ batchSize: 10_000, lastBatch: 'drop' })).toThrow(
      expect.objectContaining({
        code: 'CLOZE_DATA',
        message: `Epoch 0 has no batch
  received: ${plan().examples.lengths.length} examples for batches of 10000, incomplete batches dropped
  fix: lower the batch size, keep the last batch, or give more text`,
      }),
    );
  });
});
