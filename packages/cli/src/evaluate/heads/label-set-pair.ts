import { labelSetOf, type TaskRecord } from '@cloze/contracts';
import type { LabelSetPair } from '@cloze/metrics';
import { fieldsOf } from './outcomes.js';

/** The labels of a text that may have several, beside those predicted; undefined for records or predictions of another nature. */
export function labelSetPair(record: TaskRecord, prediction: unknown): LabelSetPair | undefined {
  const predicted = fieldsOf(prediction)['labels'];
  if (record.kind !== 'classification' || !Array.isArray(predicted)) return undefined;
  const gold = labelSetOf(record);
  return gold && { gold, predicted: predicted.map(String) };
}
