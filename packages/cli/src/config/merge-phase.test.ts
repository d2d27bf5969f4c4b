import { describe, expect, it } from 'vitest';
import { mergePhase } from './merge-phase.js';

describe('mergePhase', () => {
  const config = {
    seed: 1,
    sampler: { use: 'full-sentences.v1', maxLength: 8 },
    corruption: [{ use: 'token-masking.v1', rate: 0.3 }],
    training: { batchSize: 64, maxSteps: 900 },
  };

  it('merges objects and replaces arrays', () => {
    const phase = { sampler: { maxLength: 64 }, corruption: [{ use: 'token-masking.v1' }], training: { batchSize: 8 } };
    expect(mergePhase(config, phase)).toEqual({
      seed: 1,
      sampler: { use: 'full-sentences.v1', maxLength: 64 },
      corruption: [{ use: 'token-masking.v1' }],
      training: { batchSize: 8, maxSteps: 900 },
    });
    expect(config.sampler.maxLength).toBe(8);
  });

  it('forgets the options of a plugin that a phase replaces', () => {
    const sampler = { use: 'sentence-pairs.v1' };
    expect(mergePhase(config, { sampler }).sampler).toEqual(sampler);
  });
});
