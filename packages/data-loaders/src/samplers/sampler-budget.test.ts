import { describe, expect, it } from 'vitest';
import { defineCorruption, parseOptions } from '@cloze/contracts';
import { z } from 'zod';
import { fullSentences } from './full-sentences.js';
import { samplerBudget } from './sampler-budget.js';

const growing = (factor?: number) => ({
  plugin: defineCorruption({
    name: 'grow.v1',
    summary: '',
    options: z.unknown(),
    ...(factor !== undefined && { growth: () => factor }),
    create: () => (view) => view,
  }),
  options: {},
});
const budget = (maxLength: number, ...growths: (number | undefined)[]) =>
  samplerBudget({
    sampler: { plugin: fullSentences, options: parseOptions(fullSentences.options, { maxLength }, '') },
    corruptions: growths.map(growing),
  });

describe('samplerBudget', () => {
  it('is the maximum length where nothing lengthens', () => {
    expect([budget(128), budget(128, undefined, 1), budget(3)]).toEqual([128, 128, 3]);
  });

  it('shrinks by the product of growths, without rounding errors', () => {
    expect([budget(128, 2), budget(128, 1.28), budget(128, 1.5, undefined, 1.5)]).toEqual([64, 100, 56]);
  });

  it('leaves room for the longest view between two corruptions, whatever shortens later', () => {
    expect([budget(100, 2, 0.5), budget(100, 0.5, 2), budget(100, 0.5)]).toEqual([50, 100, 100]);
  });

  it('names a chain that leaves no room, and a growth that is no number', () => {
    expect(() => budget(16, 2, 2)).toThrow(
      expect.objectContaining({
        code: 'CLOZE_CONFIG',
        message: `The corruptions can lengthen an example so much that no text fits before them
  where: sampler.maxLength
  received: 16 tokens, which may grow 4 times: 4 left before corruption
  allowed: at least 20
  fix: raise "maxLength" or lower the rates of what inserts tokens`,
      }),
    );
    expect(() => budget(16, 1, NaN)).toThrow(
      expect.objectContaining({
        code: 'CLOZE_PLUGIN',
        message: `The corruption "grow.v1" declares an impossible growth
  where: corruption[1]
  received: NaN
  allowed: a positive number
  fix: mend its \`growth\` function`,
      }),
    );
  });
});
