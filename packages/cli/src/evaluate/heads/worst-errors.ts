import { sourcePlace, type AnswerPrediction, type LabelPrediction, type TaskRecord } from '@cloze/contracts';
import { answerScores, type LabelSetPair } from '@cloze/metrics';
import { spanPair, type FoundSpan, type SpanPair } from './found-spans.js';
import { labelSetPair } from './label-set-pair.js';
import type { MeasuredBy } from './measured-by.js';
import { fieldsOf } from './outcomes.js';
import { wrongRelations } from './relation-pair.js';

/** A stretch of the text to mark. */
export interface MarkedSpan {
  readonly start: number;
  readonly end: number;
  readonly label: string;
  /** `good`: found and right; `bad`: found and wrong; `missed`: there and not found. */
  readonly kind: 'good' | 'bad' | 'missed';
}

/** A prediction that is far off. */
export interface WorstError {
  /** File and line of the record. */
  readonly where: string;
  /** The text, or the stretch of it in which the error is. */
  readonly text: string;
  /** What stands beside the text: the other side of a pair, or a question. */
  readonly beside?: string;
  readonly gold: string;
  readonly predicted: string;
  /** How bad it is: a probability of what is wrong, a difference, or a number of wrong stretches. */
  readonly badness: number;
  readonly spans: readonly MarkedSpan[];
}

/** Errors that are shown. */
const SHOWN = 20;
/** Characters around an error in a long text. */
const CONTEXT = 300;

/**
 * The predictions that are most wrong, worst first: the surest of wrong labels, the largest differences, the most wrong stretches and
 * relations. An answer is right as SQuAD's exact match has it.
 */
export function worstErrors(
  records: readonly TaskRecord[],
  predictions: readonly unknown[],
  by: MeasuredBy,
): WorstError[] {
  return records
    .flatMap((record, i) => errorOf(record, predictions[i], by) ?? [])
    .filter(({ badness }) => badness > 0)
    .sort((a, b) => b.badness - a.badness)
    .slice(0, SHOWN);
}

function errorOf(record: TaskRecord, prediction: unknown, by: MeasuredBy): WorstError | undefined {
  const base = { where: sourcePlace(record.source), ...besideOf(record) };
  if (record.kind === 'question') return isAnswer(prediction) ? answerError(record, prediction, base) : undefined;
  if (record.kind === 'regression') {
    const value = isValue(prediction) ? prediction.value : NaN;
    const badness = Math.abs((record.value ?? NaN) - value);
    const shown = { gold: String(record.value), predicted: value.toFixed(2), badness, spans: [] };
    return Number.isNaN(badness) ? undefined : { ...base, text: record.text, ...shown };
  }
  if ('label' in record && record.label !== undefined && isLabel(prediction)) {
    const { label, probabilities } = prediction;
    const badness = label === record.label ? 0 : probabilities[label];
    return { ...base, text: record.text, gold: record.label, predicted: label, badness, spans: [] };
  }
  const sets = labelSetPair(record, prediction);
  if (sets !== undefined) return labelSetError(record, sets, fieldsOf(fieldsOf(prediction)['probabilities']), base);
  const pair = spanPair(record, prediction, by);
  return pair && spanError(record, pair, wrongRelations(record, prediction), base);
}

function labelSetError(
  record: TaskRecord,
  { gold, predicted }: LabelSetPair,
  probabilities: Readonly<Record<string, unknown>>,
  base: Pick<WorstError, 'where' | 'beside'>,
): WorstError {
  const sureness = (label: string, there: boolean) => {
    const probability = Number(probabilities[label] ?? NaN);
    if (Number.isNaN(probability)) return 1;
    return there ? 1 - probability : probability;
  };
  const wrong = [
    ...gold.filter((label) => !predicted.includes(label)).map((label) => sureness(label, true)),
    ...predicted.filter((label) => !gold.includes(label)).map((label) => sureness(label, false)),
  ];
  const shown = (labels: readonly string[]) => [...labels].sort().join(', ') || '(none)';
  return {
    ...base,
    text: record.text,
    gold: shown(gold),
    predicted: shown(predicted),
    badness: Math.max(0, ...wrong),
    spans: [],
  };
}

function spanError(
  record: TaskRecord,
  { gold, predicted }: SpanPair,
  relations: { readonly missed: readonly string[]; readonly bad: readonly string[] },
  base: Pick<WorstError, 'where' | 'beside'>,
): WorstError {
  const key = ({ start, end, label }: FoundSpan) => `${start} ${end} ${label}`;
  const there = new Set(gold.map(key));
  const found = new Set(predicted.map(key));
  const spans: MarkedSpan[] = [
    ...predicted.map((span) => ({ ...span, kind: there.has(key(span)) ? ('good' as const) : ('bad' as const) })),
    ...gold.filter((span) => !found.has(key(span))).map((span) => ({ ...span, kind: 'missed' as const })),
  ];
  const wrong = spans.filter(({ kind }) => kind !== 'good');
  const list = (kind: 'missed' | 'bad') =>
    [
      ...wrong.flatMap((span) =>
        span.kind === kind ? `${span.label}: ${record.text.slice(span.start, span.end)}` : [],
      ),
      ...relations[kind],
    ].join(', ');
  const badness = wrong.length + relations.missed.length + relations.bad.length;
  const shown = { gold: list('missed'), predicted: list('bad'), badness };
  return { ...base, ...around(record.text, spans), ...shown };
}

function answerError(
  record: Extract<TaskRecord, { kind: 'question' }>,
  { answer, start, end }: AnswerPrediction,
  base: Pick<WorstError, 'where' | 'beside'>,
): WorstError | undefined {
  const { answers } = record;
  if (answers === undefined) return undefined;
  const { exactMatch } = answerScores(
    answer,
    answers.map(({ text }) => text),
    '2.0',
  );
  const overlaps = answers.some((gold) => gold.start < end && start < gold.start + gold.text.length);
  const spans: MarkedSpan[] = answers
    .slice(0, 1)
    .map((gold) => ({ start: gold.start, end: gold.start + gold.text.length, label: 'gold', kind: 'missed' as const }));
  if (answer !== '') spans.push({ start, end, label: 'predicted', kind: 'bad' });
  return {
    ...base,
    ...around(record.text, spans),
    gold: answers[0]?.text ?? '(no answer)',
    predicted: answer === '' ? '(no answer)' : answer,
    badness: exactMatch === 1 ? 0 : overlaps ? 1 : 2,
  };
}

/** The part of a long text in which the marks are. */
function around(text: string, spans: readonly MarkedSpan[]): Pick<WorstError, 'text' | 'spans'> {
  const wrong = spans.filter(({ kind }) => kind !== 'good');
  if (text.length <= 3 * CONTEXT || wrong.length === 0) return { text, spans };
  const from = Math.max(0, wrong.reduce((first, { start }) => Math.min(first, start), Infinity) - CONTEXT);
  const to = Math.min(text.length, wrong.reduce((last, { end }) => Math.max(last, end), 0) + CONTEXT);
  const inside = spans.filter(({ start, end }) => start >= from && end <= to);
  return {
    text: text.slice(from, to),
    spans: inside.map((span) => ({ ...span, start: span.start - from, end: span.end - from })),
  };
}

function besideOf(record: TaskRecord): { readonly beside?: string } {
  if (record.kind === 'question') return { beside: record.question };
  return 'pair' in record && record.pair !== undefined ? { beside: record.pair } : {};
}

function isLabel(prediction: unknown): prediction is LabelPrediction {
  return (
    typeof prediction === 'object' && prediction !== null && 'label' in prediction && 'probabilities' in prediction
  );
}

function isValue(prediction: unknown): prediction is { readonly value: number } {
  return typeof prediction === 'object' && prediction !== null && 'value' in prediction;
}

function isAnswer(prediction: unknown): prediction is AnswerPrediction {
  return typeof prediction === 'object' && prediction !== null && 'answer' in prediction;
}
