import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { answerScores } from './answer-scores.js';
import { normalizeAnswer } from './normalize-answer.js';

interface Recorded {
  readonly exact_match: number;
  readonly f1: number;
}

interface Case {
  readonly predicted: string;
  readonly gold: readonly string[];
  readonly normalised_predicted: string;
  readonly normalised_gold: readonly string[];
  readonly v1: Recorded;
  readonly v2: Recorded;
}

/** By the formulas of SQuAD's scripts, in Python. */
const fixture = JSON.parse(readFileSync(new URL('../fixtures/squad.json', import.meta.url), 'utf8')) as {
  readonly cases: readonly Case[];
  readonly corpus_percent: Record<'v1' | 'v2', Recorded>;
};

describe('answerScores', () => {
  it.each(fixture.cases)('agrees with the scripts: $predicted for $gold', (one) => {
    expect(normalizeAnswer(one.predicted)).toBe(one.normalised_predicted);
    expect(one.gold.map(normalizeAnswer)).toEqual(one.normalised_gold);
    for (const [rules, recorded] of [
      ['1.1', one.v1],
      ['2.0', one.v2],
    ] as const) {
      const { exactMatch, f1 } = answerScores(one.predicted, one.gold, rules);
      expect(exactMatch).toBe(recorded.exact_match);
      expect(Math.abs(f1 - recorded.f1)).toBeLessThanOrEqual(1e-12);
    }
  });

  it('has the means of the scripts over all', () => {
    for (const [rules, version] of [
      ['1.1', 'v1'],
      ['2.0', 'v2'],
    ] as const) {
      const scores = fixture.cases.map(({ predicted, gold }) => answerScores(predicted, gold, rules));
      const mean = (field: 'exactMatch' | 'f1') =>
        (100 * scores.reduce((sum, one) => sum + one[field], 0)) / scores.length;
      expect(mean('exactMatch')).toBeCloseTo(fixture.corpus_percent[version].exact_match, 12);
      expect(mean('f1')).toBeCloseTo(fixture.corpus_percent[version].f1, 12);
    }
  });
});
