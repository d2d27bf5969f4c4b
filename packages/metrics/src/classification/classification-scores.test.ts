import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { AveragedScores } from '../averages/averaged-scores.js';
import { accuracyOf } from './accuracy-of.js';
import { classificationScores } from './classification-scores.js';
import { confusionMatrix } from './confusion-matrix.js';
import { matthewsCorrelation } from './matthews-correlation.js';

type Averages = Record<'macro' | 'micro' | 'weighted', Record<'precision' | 'recall' | 'f1', number>>;

interface Case {
  readonly name: string;
  readonly classes: number;
  readonly gold: readonly number[];
  readonly predicted: readonly number[];
  readonly accuracy: number;
  readonly matthews: number;
  readonly all_labels: Averages;
  readonly labels_present: Averages;
  readonly per_class: Record<'precision' | 'recall' | 'f1' | 'support', readonly number[]>;
  readonly confusion_gold_by_predicted: readonly (readonly number[])[];
}

/** Recorded from scikit-learn. */
const { cases } = JSON.parse(readFileSync(new URL('../fixtures/classification.json', import.meta.url), 'utf8')) as {
  readonly cases: readonly Case[];
};

function expectAverages(scores: AveragedScores, recorded: Averages): void {
  for (const average of ['macro', 'micro', 'weighted'] as const) {
    for (const score of ['precision', 'recall', 'f1'] as const) {
      expect(scores[average][score]).toBeCloseTo(recorded[average][score], 9);
    }
  }
}

describe('scores of classification', () => {
  it.each(cases)('are those of scikit-learn: $name', (one) => {
    const [gold, predicted] = [one.gold.map(String), one.predicted.map(String)];
    const labels = Array.from({ length: one.classes }, (_, label) => String(label));
    expect(accuracyOf(gold, predicted)).toBeCloseTo(one.accuracy, 9);
    expect(matthewsCorrelation(gold, predicted)).toBeCloseTo(one.matthews, 9);
    expect(confusionMatrix(gold, predicted, labels).counts).toEqual(one.confusion_gold_by_predicted);
    expectAverages(classificationScores(gold, predicted), one.labels_present);
    const all = classificationScores(gold, predicted, labels);
    expectAverages(all, one.all_labels);
    labels.forEach((label, i) => {
      for (const score of ['precision', 'recall', 'f1', 'support'] as const) {
        expect(all.types[label][score]).toBeCloseTo(one.per_class[score][i], 9);
      }
    });
  });

  it('count what other labels took from those asked for', () => {
    const [gold, predicted] = [
      ['A', 'A', 'C'],
      ['A', 'C', 'A'],
    ];
    const half = { precision: 0.5, recall: 0.5, f1: 0.5 };
    const { types, macro, micro } = classificationScores(gold, predicted, ['A']);
    expect({ types, macro, micro }).toEqual({ types: { A: { ...half, support: 2 } }, macro: half, micro: half });
  });

  it('leaves out of a confusion matrix what is of no label asked for', () => {
    expect(confusionMatrix(['a', 'b', 'c'], ['b', 'b', 'a'], ['a', 'b']).counts).toEqual([
      [0, 1],
      [0, 1],
    ]);
    expect(confusionMatrix(['b'], ['a']).labels).toEqual(['a', 'b']);
  });
});
