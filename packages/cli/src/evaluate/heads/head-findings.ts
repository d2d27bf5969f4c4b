import type { TaskRecord } from '@cloze/contracts';
import {
  calibrationBins,
  classificationScores,
  confusionMatrix,
  labelSetScores,
  relationScores,
  spanScores,
  type CalibrationBin,
  type ConfusionMatrix,
  type TypeScores,
} from '@cloze/metrics';
import { spanPair, type FoundSpan } from './found-spans.js';
import { labelSetPair } from './label-set-pair.js';
import { measuredBy, type MeasuredBy } from './measured-by.js';
import { fieldsOf, outcomes, type Outcome } from './outcomes.js';
import { relationPair } from './relation-pair.js';
import { worstErrors, type WorstError } from './worst-errors.js';

/** What can be seen in a head's predictions beside its scores. */
export interface HeadFindings {
  /** Of labels, or of the words' tags. */
  readonly confusion?: ConfusionMatrix;
  /** Scores by label, type, or way of being right. */
  readonly types?: ScoresByType;
  /** Scores of relations by label. */
  readonly relations?: ScoresByType;
  /** Gold and predicted numbers, for regression. */
  readonly values?: readonly (readonly [gold: number, predicted: number])[];
  /** How often labels or tags of a probability are right; bins without any are left out. */
  readonly reliability?: readonly CalibrationBin[];
  readonly worst: readonly WorstError[];
}

type ScoresByType = Readonly<Record<string, TypeScores>>;

/** Labels that a confusion matrix can show. */
const MOST_LABELS = 40;
/** Bins of the reliability picture. */
const BINS = 15;

/**
 * Looks at the predictions of a head beside its labelled records.
 * @param metrics names of those that the head declares, which tell what of the records it is held to
 */
export function headFindings(
  records: readonly TaskRecord[],
  predictions: readonly unknown[],
  metrics: readonly string[],
): HeadFindings {
  const by = measuredBy(records, metrics);
  const pairs = outcomes(records, predictions);
  const [gold, predicted] = [pairs.map((one) => one.gold), pairs.map((one) => one.predicted)];
  const isShown = pairs.length > 0 && new Set([...gold, ...predicted]).size <= MOST_LABELS;
  const values = valuePairs(records, predictions);
  const types = typesOf(records, predictions, by, pairs);
  const relations = relationsOf(records, predictions);
  const reliability = reliabilityOf(pairs);
  return {
    ...(isShown && { confusion: confusionMatrix(gold, predicted) }),
    ...(types && { types }),
    ...(relations && { relations }),
    ...(values.length > 0 && { values }),
    ...(reliability.length > 0 && { reliability }),
    worst: worstErrors(records, predictions, by),
  };
}

function typesOf(
  records: readonly TaskRecord[],
  predictions: readonly unknown[],
  by: MeasuredBy,
  pairs: readonly Outcome[],
): ScoresByType | undefined {
  if (pairs.length > 0 && !(by.entities && records[0].kind === 'tagging')) {
    return classificationScores(
      pairs.map(({ gold }) => gold),
      pairs.map(({ predicted }) => predicted),
    ).types;
  }
  const sets = records.flatMap((record, i) => labelSetPair(record, predictions[i]) ?? []);
  if (sets.length > 0) return labelSetScores(sets).types;
  const spans = records.flatMap((record, i) =>
    record.kind !== 'relations' || by.spans ? (spanPair(record, predictions[i], by) ?? []) : [],
  );
  const [gold, predicted] = [spans.map((one) => one.gold), spans.map((one) => one.predicted)];
  return filled(records[0]?.kind === 'coreference' ? mentionTypes(gold, predicted) : spanScores(gold, predicted).types);
}

/** Mentions as such, and in the cluster that is theirs: what CEAF over mentions counts. */
function mentionTypes(
  gold: readonly (readonly FoundSpan[])[],
  predicted: readonly (readonly FoundSpan[])[],
): ScoresByType {
  const { span: mentions } = spanScores(gold, predicted, false).types;
  if (mentions === undefined) return {};
  return { mentions, 'mentions in their cluster': { ...spanScores(gold, predicted).micro, support: mentions.support } };
}

function relationsOf(records: readonly TaskRecord[], predictions: readonly unknown[]): ScoresByType | undefined {
  const pairs = records.flatMap((record, i) => relationPair(record, predictions[i]) ?? []);
  return filled(
    relationScores(
      pairs.map(({ gold }) => gold),
      pairs.map(({ predicted }) => predicted),
    ).types,
  );
}

function reliabilityOf(pairs: readonly Outcome[]): CalibrationBin[] {
  const told = pairs.flatMap(({ gold, predicted, probability }) =>
    probability === undefined ? [] : [{ right: gold === predicted, probability }],
  );
  return calibrationBins(
    told.map(({ probability }) => probability),
    told.map(({ right }) => right),
    BINS,
  ).filter(({ count }) => count > 0);
}

function valuePairs(records: readonly TaskRecord[], predictions: readonly unknown[]): (readonly [number, number])[] {
  return records.flatMap((record, i) => {
    const { value } = fieldsOf(predictions[i]);
    const gold = record.kind === 'regression' ? record.value : undefined;
    return gold !== undefined && typeof value === 'number' ? [[gold, value] as const] : [];
  });
}

function filled(types: ScoresByType): ScoresByType | undefined {
  return Object.keys(types).length > 0 ? types : undefined;
}
