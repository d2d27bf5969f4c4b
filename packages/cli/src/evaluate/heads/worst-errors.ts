import { sourcePlace, type AnswerPrediction, type LabelPrediction, type TaskRecord } from '@cloze/contracts';
import { goldSpans, predictedSpans } from './found-spans.js';

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

/** The predictions that are most wrong, worst first: the surest of wrong labels, the largest differences, the most wrong stretches. */
export function worstErrors(records: readonly TaskRecord[], predictions: readonly unknown[]): WorstError[] {
  return records
    .flatMap((record, i) => errorOf(record, predictions[i]) ?? [])
    .filter(({ badness }) => badness > 0)
    .sort((a, b) => b.badness - a.badness)
    .slice(0, SHOWN);
}

function errorOf(record: TaskRecord, prediction: unknown): WorstError | undefined {
  const base = { where: sourcePlace(record.source), ...besideOf(record) };
  const gold = goldSpans(record);
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
  return gold === undefined ? undefined : spanError(record, gold, predictedSpans(record, prediction), base);
}

function spanError(
  record: TaskRecord,
  gold: readonly Omit<MarkedSpan, 'kind'>[],
  predicted: readonly Omit<MarkedSpan, 'kind'>[],
  base: Pick<WorstError, 'where' | 'beside'>,
): WorstError {
  const key = ({ start, end, label }: Omit<MarkedSpan, 'kind'>) => `${start} ${end} ${label}`;
  const there = new Set(gold.map(key));
  const found = new Set(predicted.map(key));
  const spans: MarkedSpan[] = [
    ...predicted.map((span) => ({ ...span, kind: there.has(key(span)) ? ('good' as const) : ('bad' as const) })),
    ...gold.filter((span) => !found.has(key(span))).map((span) => ({ ...span, kind: 'missed' as const })),
  ];
  const wrong = spans.filter(({ kind }) => kind !== 'good');
  const list = (kind: MarkedSpan['kind']) =>
    wrong.flatMap((span) => (span.kind === kind ? `${span.label}: ${record.text.slice(span.start, span.end)}` : []));
  const shown = { gold: list('missed').join(', '), predicted: list('bad').join(', '), badness: wrong.length };
  return { ...base, ...around(record.text, spans), ...shown };
}

function answerError(
  record: Extract<TaskRecord, { kind: 'question' }>,
  { answer, start, end }: AnswerPrediction,
  base: Pick<WorstError, 'where' | 'beside'>,
): WorstError | undefined {
  const { answers } = record;
  if (answers === undefined) return undefined;
  const right = answers.length === 0 ? answer === '' : answers.some(({ text }) => text === answer);
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
    badness: right ? 0 : overlaps ? 1 : 2,
  };
}

/** The part of a long text in which the marks are. */
function around(text: string, spans: readonly MarkedSpan[]): Pick<WorstError, 'text' | 'spans'> {
  const wrong = spans.filter(({ kind }) => kind !== 'good');
  if (text.length <= 3 * CONTEXT || wrong.length === 0) return { text, spans };
  const from = Math.max(0, Math.min(...wrong.map(({ start }) => start)) - CONTEXT);
  const to = Math.min(text.length, Math.max(...wrong.map(({ end }) => end)) + CONTEXT);
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
