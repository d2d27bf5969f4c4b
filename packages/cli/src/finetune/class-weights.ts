import type { LabelSet, TaskRecord } from '@cloze/contracts';

/**
 * Class weights that let each label count alike however rare it is: records / (labels × count), as scikit-learn's `balanced`. A label
 * without a record has none.
 */
export function balancedWeights(records: readonly TaskRecord[], labels: LabelSet): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  let total = 0;
  for (const label of records.flatMap(labelsOf)) {
    counts.set(label, (counts.get(label) ?? 0) + 1);
    total += 1;
  }
  return Object.fromEntries([...counts].map(([label, count]) => [label, total / (labels.names.length * count)]));
}

function labelsOf(record: TaskRecord): readonly string[] {
  if ('tags' in record) return record.tags ?? [];
  if ('labels' in record && record.labels) return record.labels;
  return 'label' in record && record.label !== undefined ? [record.label] : [];
}
