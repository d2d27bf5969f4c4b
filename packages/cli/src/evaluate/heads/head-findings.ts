import type { TaskRecord } from '@cloze/contracts';
import {
  classificationScores,
  confusionMatrix,
  averagedScores,
  type ConfusionMatrix,
  type TypeScores,
} from '@cloze/metrics';
import { goldSpans, predictedSpans } from './found-spans.js';
import { worstErrors, type WorstError } from './worst-errors.js';

/** What can be seen in a head's predictions beside its scores. */
export interface HeadFindings {
  /** Of labels, or of the words' tags. */
  readonly confusion?: ConfusionMatrix;
  /** Scores by label or type. */
  readonly types?: Readonly<Record<string, TypeScores>>;
  /** Gold and predicted numbers, for regression. */
  readonly values?: readonly (readonly [gold: number, predicted: number])[];
  readonly worst: readonly WorstError[];
}

/** Labels that a confusion matrix can show. */
const MOST_LABELS = 40;

/** Looks at the predictions of a head beside its labelled records. */
export function headFindings(records: readonly TaskRecord[], predictions: readonly unknown[]): HeadFindings {
  const pairs = labelPairs(records, predictions);
  const labelled = pairs.length > 0 && new Set(pairs.flat()).size <= MOST_LABELS;
  const gold = pairs.map(([label]) => label);
  const predicted = pairs.map(([, label]) => label);
  const values = valuePairs(records, predictions);
  const types =
    typesOf(records, predictions) ?? (pairs.length > 0 ? classificationScores(gold, predicted).types : undefined);
  return {
    ...(labelled && { confusion: confusionMatrix(gold, predicted) }),
    ...(types && { types }),
    ...(values.length > 0 && { values }),
    worst: worstErrors(records, predictions),
  };
}

/** Gold and predicted label of each text, or tag of each word. */
function labelPairs(records: readonly TaskRecord[], predictions: readonly unknown[]): (readonly [string, string])[] {
  return records.flatMap((record, i) => {
    const prediction = asObject(predictions[i]);
    if ('tags' in record && record.tags) {
      const tags = prediction['tags'];
      return Array.isArray(tags) ? record.tags.map((tag, word) => [tag, String(tags[word])] as const) : [];
    }
    const label = 'label' in record ? record.label : undefined;
    return label !== undefined && typeof prediction['label'] === 'string'
      ? [[label, prediction['label']] as const]
      : [];
  });
}

function valuePairs(records: readonly TaskRecord[], predictions: readonly unknown[]): (readonly [number, number])[] {
  return records.flatMap((record, i) => {
    const value = asObject(predictions[i])['value'];
    const gold = record.kind === 'regression' ? record.value : undefined;
    return gold !== undefined && typeof value === 'number' ? [[gold, value] as const] : [];
  });
}

/** Scores of labelled stretches by type; undefined for records that have none, such as parts of speech. */
function typesOf(records: readonly TaskRecord[], predictions: readonly unknown[]) {
  const counts = new Map<string, { correct: number; predicted: number; gold: number }>();
  const countOf = (label: string) => {
    const count = counts.get(label) ?? { correct: 0, predicted: 0, gold: 0 };
    counts.set(label, count);
    return count;
  };
  records.forEach((record, i) => {
    const gold = goldSpans(record) ?? [];
    const found = predictedSpans(record, predictions[i]);
    const keys = new Set(gold.map(({ start, end, label }) => `${start} ${end} ${label}`));
    for (const { label } of gold) countOf(label).gold += 1;
    for (const { start, end, label } of found) {
      countOf(label).predicted += 1;
      if (keys.has(`${start} ${end} ${label}`)) countOf(label).correct += 1;
    }
  });
  // A type of `_` is that of tags without a prefix: parts of speech.
  const typed = new Map([...counts].filter(([type]) => type !== '_').sort(([a], [b]) => (a < b ? -1 : 1)));
  return typed.size > 0 ? averagedScores(typed).types : undefined;
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
