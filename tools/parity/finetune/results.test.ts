import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { layOut, readBlock } from '../../docs/generated-block.js';
import { PARITY_DATASETS, parityDigest } from './datasets.js';
import { agrees, BLOCK, compareMeans, parityTable, readResults, type ParityResult } from './results.js';

const file = resolve(import.meta.dirname, '../../../docs/fine-tuning.md');
const result: ParityResult = {
  id: 'x',
  digest: 'd',
  title: 'X',
  metric: 'accuracy',
  steps: 50,
  largestDifference: 2e-6,
  largestMaskedDifference: 3e-6,
  maskedScores: [0.8, 0.8],
  cloze: [0.7, 0.8, 0.9],
  transformers: [0.72, 0.85, 0.86],
};

describe('fine-tuning beside transformers', () => {
  it('has the kept figures of every data set in the guide, with all seeds, and none that disagree', async () => {
    const kept = readResults();
    expect(readBlock({ file, name: BLOCK })).toBe(await layOut(parityTable(kept), file));
    expect(kept.map(({ id, digest, cloze }) => [id, digest, cloze.length])).toEqual(
      PARITY_DATASETS.map((dataset) => [dataset.id, parityDigest(dataset), dataset.seeds]),
    );
    for (const one of kept) {
      expect(agrees(one, 50)).toBe(true);
      expect(one.transformers).toHaveLength(one.cloze.length);
    }
  });

  it('compares means by the standard error of their difference, with and without what the seeds share', () => {
    // Both have a variance of 0.01 over three seeds: 2 sqrt(0.02 / 3). Seed by seed they are always as far apart.
    const { means, difference, bound, pairedBound } = compareMeans([0.7, 0.8, 0.9], [0.75, 0.85, 0.95]);
    expect(means[0]).toBeCloseTo(0.8, 12);
    expect(means[1]).toBeCloseTo(0.85, 12);
    expect(difference).toBeCloseTo(-0.05, 12);
    expect(bound).toBeCloseTo(0.163299, 6);
    expect(pairedBound).toBeCloseTo(0, 12);
    // Differences of -0.1, 0 and 0.1: 2 sqrt(0.01 / 3).
    expect(compareMeans([0.7, 0.8, 0.9], [0.8, 0.8, 0.8]).pairedBound).toBeCloseTo(0.11547, 6);
  });

  it('tells configs and cuts apart', () => {
    const [one, other] = PARITY_DATASETS;
    const digests = [one, other, { ...one, set: { ...one.set, 'data.test.limit': 299 } }].map(parityDigest);
    expect(new Set(digests).size).toBe(3);
    expect(parityDigest({ ...one, seeds: 1 })).toBe(digests[0]);
  });

  it('refuses losses that are apart, too few of them, and means that are', () => {
    expect(agrees(result, 50)).toBe(true);
    expect(agrees({ ...result, steps: 49 }, 50)).toBe(false);
    expect(agrees({ ...result, largestDifference: 2e-3 }, 50)).toBe(false);
    expect(agrees({ ...result, largestDifference: NaN }, 50)).toBe(false);
    expect(agrees({ ...result, largestMaskedDifference: 2e-3 }, 50)).toBe(false);
    expect(agrees({ ...result, maskedScores: [0.8, 0.78] }, 50)).toBe(false);
    expect(agrees({ ...result, transformers: [0.99, 1, 1] }, 50)).toBe(false);
    // Within what independent runs are allowed, but always as far apart.
    expect(agrees({ ...result, transformers: [0.75, 0.85, 0.95] }, 50)).toBe(false);
    expect(agrees({ ...result, cloze: [], transformers: [] }, 50)).toBe(true);
  });
});
