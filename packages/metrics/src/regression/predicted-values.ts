import type { TaskRecord, ValuePrediction } from '@cloze/contracts';
import { goldOf } from '../shared/gold-of.js';
import { scoredRecords } from '../shared/scored-records.js';

/** Gold and predicted numbers, one a record. */
export function valuePairs(
  metric: string,
  predictions: readonly ValuePrediction[],
  records: readonly TaskRecord[],
): { readonly gold: readonly number[]; readonly predicted: readonly number[] } {
  const scored = scoredRecords(metric, ['regression'], 'value', predictions, records);
  return {
    gold: scored.map(({ record }) => goldOf(record, record.value, 'value')),
    predicted: scored.map(({ prediction }) => prediction.value),
  };
}
