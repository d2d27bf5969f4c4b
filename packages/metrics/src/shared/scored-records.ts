import { PluginError, sourcePlace, type RecordKind, type RecordKinds, type TaskRecord } from '@cloze/contracts';

/** A record beside what was predicted for it. */
export interface Scored<R extends TaskRecord, Prediction> {
  readonly record: R;
  readonly prediction: Prediction;
}

/**
 * Records beside their predictions, checked to be what a metric can score.
 * @param kinds the kinds of record that the metric is for
 * @param field what a prediction must have, such as `tags`
 * @throws PluginError where the metric does not fit the data or the head
 */
export function scoredRecords<K extends RecordKind, Prediction extends object>(
  metric: string,
  kinds: readonly K[],
  field: string,
  predictions: readonly Prediction[],
  records: readonly TaskRecord[],
): Scored<RecordKinds[K], Prediction>[] {
  if (predictions.length !== records.length) {
    throw new PluginError({
      what: `"${metric}" wants a prediction for each record`,
      received: `${predictions.length} predictions for ${records.length} records`,
    });
  }
  return records.map((record, i) => {
    const prediction = predictions[i];
    if (isOfKind(record, kinds) && field in prediction) return { record, prediction };
    throw new PluginError({
      what: `"${metric}" cannot score these predictions`,
      where: sourcePlace(record.source),
      received: `a record of the kind ${record.kind} and a prediction with ${Object.keys(prediction).join(', ') || 'nothing'}`,
      allowed: `records of the kind ${kinds.join(' or ')} and predictions with ${field}`,
      fix: 'choose a metric that fits the head',
    });
  });
}

function isOfKind<K extends RecordKind>(
  record: TaskRecord,
  kinds: readonly K[],
): record is RecordKinds[K] & TaskRecord {
  return kinds.some((kind) => kind === record.kind);
}
