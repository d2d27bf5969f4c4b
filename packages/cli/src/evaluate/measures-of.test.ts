import { describe, expect, it } from 'vitest';
import type { BatchTally } from './batch-tally.js';
import { countAnswers } from './constant-guess.js';
import { measuresOf } from './measures-of.js';

const batch = (parts: Partial<BatchTally>): BatchTally => ({
  losses: {},
  reports: {},
  weights: {},
  reportWeights: {},
  answers: {},
  ...parts,
});
const of = (batches: readonly BatchTally[], generates = false) => measuresOf({ id: 'it', batches, generates });
const brief = (measures: ReturnType<typeof of>) =>
  measures.map(({ name, value, constant, targets }) => [
    name,
    round(value),
    constant && round(constant.value),
    targets,
  ]);

describe('measuresOf', () => {
  it('tells a loss and its accuracy beside the entropy and the most frequent of the answers', () => {
    const batches = [
      batch({
        losses: { '': 1 },
        reports: { accuracy: 3 },
        weights: { '': 4 },
        reportWeights: { accuracy: 4 },
        answers: { '': countAnswers([7, 7, 7, 1]) },
      }),
      batch({
        losses: { '': 2 },
        reports: { accuracy: 1 },
        weights: { '': 4 },
        reportWeights: { accuracy: 4 },
        answers: { '': countAnswers([7, 7, 7, 1]) },
      }),
    ];
    const entropy = -0.75 * Math.log(0.75) - 0.25 * Math.log(0.25);
    expect(brief(of(batches))).toEqual([
      ['loss', 0.375, round(entropy), 8],
      ['accuracy', 0.5, 0.75, 8],
    ]);
    const [loss, accuracy] = of(batches);
    expect(loss.constant?.gain.value).toBeCloseTo(entropy - 0.375, 10);
    expect(accuracy.constant?.gain.value).toBeCloseTo(-0.25, 10);
    expect(accuracy.constant?.beaten).toBe(false);
  });

  it('tells the perplexity of what names the next token', () => {
    const batches = [1, 2].map((loss) =>
      batch({ losses: { '': loss * Math.log(8) }, weights: { '': 1.5 }, answers: { '': countAnswers([1, 2]) } }),
    );
    const [loss, perplexity] = of(batches, true);
    expect(perplexity.name).toBe('perplexity');
    expect(perplexity.value).toBeCloseTo(8, 8);
    expect(perplexity.low).toBeCloseTo(Math.exp(loss.low), 8);
    expect(perplexity.constant?.beaten).toBe(loss.constant?.beaten);
    expect(perplexity.constant?.gain.value).toBeCloseTo((perplexity.constant?.value ?? 0) - 8, 8);
  });

  it('tells no F1 of a detection that had nothing to find and found nothing', () => {
    const detected = (predicted: number) => [
      batch({
        losses: { inserted: 1 },
        reports: { insertedFound: 0, insertedActual: 0, insertedPredicted: predicted },
        weights: { inserted: 8 },
        reportWeights: { insertedFound: 8, insertedActual: 8, insertedPredicted: 8 },
      }),
    ];
    expect(brief(of(detected(0))).map(([name]) => name)).toEqual(['inserted loss']);
    expect(brief(of(detected(2)))).toContainEqual(['inserted F1', 0, 0, 8]);
  });

  it('finds stems of reports, terms, and a detection whose answers the model makes', () => {
    const batches = [20, 10].map((tokens) =>
      batch({
        losses: { generator: 8, discriminator: 5 },
        reports: {
          generatorAccuracy: 1,
          discriminatorAccuracy: 15,
          replacedFound: 2,
          replacedActual: 4,
          replacedPredicted: 3,
          other: 6,
        },
        weights: { generator: 2, discriminator: tokens },
        reportWeights: {
          generatorAccuracy: 2,
          discriminatorAccuracy: tokens,
          replacedFound: tokens,
          replacedActual: tokens,
          replacedPredicted: tokens,
          other: 3,
        },
        answers: { generator: countAnswers([5, 6]) },
      }),
    );
    const actual = 8 / 30;
    expect(brief(of(batches))).toEqual([
      ['generator loss', 4, round(Math.log(2)), 4],
      ['generator accuracy', 0.5, 0.5, 4],
      ['discriminator loss', round(1 / 3), round(-actual * Math.log(actual) - (1 - actual) * Math.log(1 - actual)), 30],
      ['discriminator accuracy', 1, round(1 - actual), 30],
      ['replaced F1', round(8 / 14), round(16 / 38), 30],
      ['other', 2, undefined, 6],
    ]);
  });

  it('takes a stem that is no term from the report', () => {
    const batches = [1, 3].map((loss) =>
      batch({
        losses: { '': 9 },
        reports: { maskedLoss: loss, maskedAccuracy: 1 },
        weights: { '': 9 },
        reportWeights: { maskedLoss: 2, maskedAccuracy: 2 },
        answers: { '': countAnswers([1, 1, 1, 1, 1, 1, 1, 1, 2]), masked: countAnswers([1, 2]) },
      }),
    );
    expect(brief(of(batches)).map(([name, value]) => [name, value])).toEqual([
      ['loss', 1],
      ['masked loss', 1],
      ['masked accuracy', 0.5],
    ]);
  });

  it('passes over an objective that had no target', () => expect(of([batch({}), batch({})])).toEqual([]));
});

function round(value: number): number {
  return Number(value.toFixed(8));
}
