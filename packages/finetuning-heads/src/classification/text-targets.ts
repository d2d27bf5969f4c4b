import {
  ConfigError,
  DataError,
  labelSetOf,
  nearestName,
  type ClassificationRecord,
  type EncodedRecord,
  type LabelSet,
  type PairRecord,
  type RegressionRecord,
  type Targets,
} from '@cloze/contracts';
import { knownLabel } from '../records/known-label.js';
import { recordPlace } from '../records/record-place.js';

/** How much each label counts in the loss, by name. */
export type ClassWeights = Readonly<Record<string, number>>;

/**
 * One label an example: int32 `rows` (of the examples that have one) and `labels`, and float32 `classWeights` [labels]. As in PyTorch,
 * the loss is divided by the sum of the targets' weights.
 */
export function labelTargets(
  records: readonly EncodedRecord<ClassificationRecord | PairRecord>[],
  labels: LabelSet,
  classWeights?: ClassWeights,
): Targets {
  const known = records.flatMap(({ record }, row) =>
    record.label === undefined ? [] : [{ row, record, label: record.label }],
  );
  const ids = Int32Array.from(known, ({ label, record }) => knownLabel(labels, label, record));
  const weights = weightsOf(labels, classWeights);
  return {
    arrays: { rows: Int32Array.from(known, ({ row }) => row), labels: ids, classWeights: weights },
    weight: ids.reduce((total, id) => total + weights[id], 0),
    reportWeights: { accuracy: ids.length },
  };
}

/**
 * Any number of labels an example: int32 `rows`, float32 `targets` [targets, labels] of 0 and 1, and float32 `classWeights` [labels]. The
 * weight is that of all labels of all targets.
 */
export function labelSetTargets(
  records: readonly EncodedRecord<ClassificationRecord>[],
  labels: LabelSet,
  classWeights?: ClassWeights,
): Targets {
  const rows: number[] = [];
  const values: number[] = [];
  records.forEach(({ record }, row) => {
    const own = labelSetOf(record);
    if (own === undefined) return;
    const ids = new Set(own.map((name) => knownLabel(labels, name, record)));
    rows.push(row);
    for (let id = 0; id < labels.names.length; id += 1) values.push(Number(ids.has(id)));
  });
  const shape = [rows.length, labels.names.length];
  const weights = weightsOf(labels, classWeights);
  return {
    arrays: {
      rows: Int32Array.from(rows),
      targets: { data: Float32Array.from(values), shape },
      classWeights: weights,
    },
    weight: rows.length * weights.reduce((total, weight) => total + weight, 0),
  };
}

/**
 * A number an example: int32 `rows` and float32 `values` [targets].
 * @throws DataError naming file and line, where a value is not a number
 */
export function valueTargets(records: readonly EncodedRecord<RegressionRecord>[]): Targets {
  const rows: number[] = [];
  const values: number[] = [];
  records.forEach(({ record }, row) => {
    if (record.value === undefined) return;
    if (!Number.isFinite(record.value)) {
      throw new DataError({
        what: 'A value to predict is not a number',
        where: recordPlace(record),
        received: String(record.value),
        allowed: 'a finite number',
        fix: 'write a number, or leave the record out',
      });
    }
    rows.push(row);
    values.push(record.value);
  });
  return {
    arrays: { rows: Int32Array.from(rows), values: Float32Array.from(values) },
    weight: rows.length,
  };
}

/**
 * How much each label counts: as given, else 1.
 * @throws ConfigError for a weight of what is no label
 */
export function weightsOf(labels: LabelSet, classWeights: ClassWeights | undefined): Float32Array {
  const unknown = Object.keys(classWeights ?? {}).find((name) => labels.id(name) === undefined);
  if (unknown !== undefined) {
    const near = nearestName(unknown, labels.names);
    throw new ConfigError({
      what: 'A class weight is of no label of the data',
      where: 'classWeights',
      received: `"${unknown}"`,
      allowed: labels.names.join(', '),
      fix: near === undefined ? 'leave it out' : `did you mean "${near}"?`,
    });
  }
  return Float32Array.from(labels.names, (name) => classWeights?.[name] ?? 1);
}
