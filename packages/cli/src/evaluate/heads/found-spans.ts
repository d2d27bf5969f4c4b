import type { SpansPrediction, TagsPrediction, TaskRecord } from '@cloze/contracts';
import { readEntities } from '@cloze/metrics';

/** A labelled stretch of a text, in UTF-16 code units, end exclusive. */
export interface FoundSpan {
  readonly start: number;
  readonly end: number;
  readonly label: string;
}

/** The labelled stretches of a record, as its labels say; undefined for records of another nature. */
export function goldSpans(record: TaskRecord): readonly FoundSpan[] | undefined {
  if (record.kind === 'tagging') return spansOfTags(record.tags ?? [], record.wordOffsets ?? []);
  return record.kind === 'spans' || record.kind === 'relations' ? (record.spans ?? []) : undefined;
}

/** The labelled stretches that were predicted for a record. */
export function predictedSpans(record: TaskRecord, prediction: unknown): readonly FoundSpan[] {
  if (hasTags(prediction)) return spansOfTags(prediction.tags, record.wordOffsets ?? []);
  return hasSpans(prediction) ? prediction.spans : [];
}

function spansOfTags(tags: readonly string[], wordOffsets: readonly number[]): FoundSpan[] {
  return readEntities(tags).map(({ type, start, end }) => ({
    start: wordOffsets[2 * start],
    end: wordOffsets[2 * end - 1],
    label: type,
  }));
}

function hasTags(prediction: unknown): prediction is TagsPrediction {
  return typeof prediction === 'object' && prediction !== null && 'tags' in prediction;
}

function hasSpans(prediction: unknown): prediction is SpansPrediction {
  return typeof prediction === 'object' && prediction !== null && 'spans' in prediction;
}
