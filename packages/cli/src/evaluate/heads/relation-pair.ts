import type { RelationsPrediction, TaskRecord } from '@cloze/contracts';
import type { RelationGraph } from '@cloze/metrics';
import { has } from './found-spans.js';

/** The spans and relations of a record, and those that were predicted; undefined for records or predictions of another nature. */
export function relationPair(
  record: TaskRecord,
  prediction: unknown,
): { readonly gold: RelationGraph; readonly predicted: RelationGraph } | undefined {
  if (record.kind !== 'relations' || !has<RelationsPrediction>(prediction, 'relations')) return undefined;
  const { spans = [], relations = [] } = record;
  return { gold: { spans, relations }, predicted: prediction };
}

/** Relations that were not found and those that are wrong, each as `label: head → tail`. */
export function wrongRelations(record: TaskRecord, prediction: unknown): { missed: string[]; bad: string[] } {
  const pair = relationPair(record, prediction);
  if (pair === undefined) return { missed: [], bad: [] };
  const [gold, predicted] = [pair.gold, pair.predicted].map((graph) => shownByKey(record.text, graph));
  const without = (own: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>) =>
    [...own].flatMap(([key, shown]) => (other.has(key) ? [] : [shown]));
  return { missed: without(gold, predicted), bad: without(predicted, gold) };
}

function shownByKey(text: string, { spans, relations }: RelationGraph): ReadonlyMap<string, string> {
  return new Map(
    relations.map(({ head, tail, label }) => {
      const ends = [spans[head], spans[tail]];
      const [from, to] = ends.map(({ start, end }) => text.slice(start, end));
      return [
        JSON.stringify([label, ends.map((span) => [span.start, span.end, span.label])]),
        `${label}: ${from} → ${to}`,
      ];
    }),
  );
}
