import { describe, expect, it } from 'vitest';
import { gapScores, type GapDecision } from './gap-scores.js';

const decision = (gender: GapDecision['gender'], gold: boolean, predicted: boolean) => ({ gender, gold, predicted });

describe('gapScores', () => {
  it('scores all decisions, those of each gender, and their ratio', () => {
    const scores = gapScores([
      decision('masculine', true, true),
      decision('masculine', false, true),
      decision('masculine', true, true),
      decision('masculine', false, false),
      decision('feminine', true, false),
      decision('feminine', false, true),
      decision('feminine', true, true),
      decision('feminine', false, false),
    ]);
    expect(scores.overall).toMatchObject({ precision: 3 / 5, recall: 3 / 4 });
    expect(scores.overall.f1).toBeCloseTo(2 / 3, 12);
    expect(scores.masculine.f1).toBeCloseTo(4 / 5, 12);
    expect(scores.feminine.f1).toBeCloseTo(1 / 2, 12);
    expect(scores.bias).toBeCloseTo(5 / 8, 12);
  });
});
