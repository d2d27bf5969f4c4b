import type { TaskRecord } from '@cloze/contracts';
import { areEntityTags } from '@cloze/metrics';

/** What of its records a head is held to. */
export interface MeasuredBy {
  /** Tags write entities; otherwise they are plain labels of words, such as parts of speech. */
  readonly entities: boolean;
  /** Spans are right by their ends, whatever their labels. */
  readonly boundaries: boolean;
  /** Spans are found; otherwise they are given, and the relations between them are found. */
  readonly spans: boolean;
}

/**
 * What a head is held to, as its records and the metrics that it declares tell.
 * @param metrics names of those
 */
export function measuredBy(records: readonly TaskRecord[], metrics: readonly string[]): MeasuredBy {
  const has = (name: string) => metrics.includes(name);
  return {
    entities: areEntityTags(records.flatMap((record) => (record.kind === 'tagging' ? (record.tags ?? []) : []))),
    boundaries: has('span-boundaries-f1.v1') && !has('span-f1.v1'),
    spans: !has('relation-f1.v1') || has('span-f1.v1'),
  };
}
