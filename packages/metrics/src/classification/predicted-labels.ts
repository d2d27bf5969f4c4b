import { labelSetOf, type LabelPrediction, type LabelsPrediction, type TaskRecord } from '@cloze/contracts';
import { goldOf } from '../shared/gold-of.js';
import { scoredRecords } from '../shared/scored-records.js';
import type { LabelSetPair } from './label-set-scores.js';

/** Gold and predicted labels, one a record. */
export interface LabelPairs {
  readonly gold: readonly string[];
  readonly predicted: readonly string[];
}

/** Labels of texts or pairs beside those predicted. */
export function labelPairs(
  metric: string,
  predictions: readonly LabelPrediction[],
  records: readonly TaskRecord[],
): LabelPairs {
  const scored = scoredRecords(metric, ['classification', 'pair'], 'label', predictions, records);
  return {
    gold: scored.map(({ record }) => goldOf(record, record.label, 'label')),
    predicted: scored.map(({ prediction }) => prediction.label),
  };
}

/** The sets of labels of texts that may have several, beside those predicted; a text with one `label` has a set of one. */
export function labelSetPairs(
  metric: string,
  predictions: readonly LabelsPrediction[],
  records: readonly TaskRecord[],
): LabelSetPair[] {
  return scoredRecords(metric, ['classification'], 'labels', predictions, records).map(({ record, prediction }) => ({
    gold: goldOf(record, labelSetOf(record), 'labels'),
    predicted: prediction.labels,
  }));
}

/** True for predictions of texts that may have several labels. */
export function areLabelSets(
  predictions: readonly (LabelPrediction | LabelsPrediction)[],
): predictions is readonly LabelsPrediction[] {
  return predictions.length > 0 && 'labels' in predictions[0];
}
