import type {
  ClustersPrediction,
  RelationsPrediction,
  SpansPrediction,
  TagsPrediction,
  TaskRecord,
} from '@cloze/contracts';
import { readEntities } from '@cloze/metrics';
import { clusterSpans } from './cluster-spans.js';
import type { MeasuredBy } from './measured-by.js';

/** A labelled stretch of a text, in UTF-16 code units, end exclusive. */
export interface FoundSpan {
  readonly start: number;
  readonly end: number;
  readonly label: string;
}

/** The labelled stretches of a record, and those that were predicted for it. */
export interface SpanPair {
  readonly gold: readonly FoundSpan[];
  readonly predicted: readonly FoundSpan[];
}

/**
 * The labelled stretches of a record beside those predicted: entities, words whose tag is wrong, spans, or mentions labelled by their cluster.
 * Undefined for records of another nature, and where nothing of it was predicted.
 */
export function spanPair(record: TaskRecord, prediction: unknown, by: MeasuredBy): SpanPair | undefined {
  switch (record.kind) {
    case 'tagging': {
      if (!has<TagsPrediction>(prediction, 'tags')) return undefined;
      const { tags = [], wordOffsets = [] } = record;
      return by.entities
        ? { gold: entities(tags, wordOffsets), predicted: entities(prediction.tags, wordOffsets) }
        : wrongWords(tags, prediction.tags, wordOffsets);
    }
    case 'spans':
    case 'relations': {
      if (!has<SpansPrediction>(prediction, 'spans')) return undefined;
      const label = (spans: readonly FoundSpan[]) =>
        by.boundaries ? spans.map((span) => ({ ...span, label: 'span' })) : spans;
      return { gold: label(record.spans ?? []), predicted: label(prediction.spans) };
    }
    case 'coreference':
      return has<ClustersPrediction>(prediction, 'clusters')
        ? clusterSpans(record.clusters ?? [], prediction.clusters)
        : undefined;
    default:
      return undefined;
  }
}

/** Whether a prediction is the one that has a field. */
export function has<Prediction extends TagsPrediction | SpansPrediction | RelationsPrediction | ClustersPrediction>(
  prediction: unknown,
  field: keyof Prediction & string,
): prediction is Prediction {
  return typeof prediction === 'object' && prediction !== null && field in prediction;
}

function entities(tags: readonly string[], wordOffsets: readonly number[]): FoundSpan[] {
  return readEntities(tags).map(({ type, start, end }) => ({
    start: wordOffsets[2 * start],
    end: wordOffsets[2 * end - 1],
    label: type,
  }));
}

function wrongWords(gold: readonly string[], predicted: readonly string[], wordOffsets: readonly number[]): SpanPair {
  const wrong = gold.flatMap((tag, word) => (tag === predicted[word] ? [] : [word]));
  const stretches = (tags: readonly string[]) =>
    wrong.map((word) => ({ start: wordOffsets[2 * word], end: wordOffsets[2 * word + 1], label: tags[word] }));
  return { gold: stretches(gold), predicted: stretches(predicted) };
}
