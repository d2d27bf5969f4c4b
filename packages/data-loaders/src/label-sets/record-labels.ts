import type { TaskRecord } from '@cloze/contracts';

/** The labels that a record has: what its head tells apart and, for relations, the spans' own. */
export interface RecordLabels {
  readonly names: readonly string[];
  readonly spanNames: readonly string[];
}

const NONE: readonly string[] = [];

/** The labels of a record, with repetitions; none for kinds without labels, and the empty one not of the spans of relations. */
export function recordLabels(record: TaskRecord): RecordLabels {
  switch (record.kind) {
    case 'classification':
      return {
        names: [...(record.label === undefined ? NONE : [record.label]), ...(record.labels ?? NONE)],
        spanNames: NONE,
      };
    case 'pair':
      return { names: record.label === undefined ? NONE : [record.label], spanNames: NONE };
    case 'tagging':
      return { names: record.tags ?? NONE, spanNames: NONE };
    case 'spans':
      return { names: spanLabels(record.spans), spanNames: NONE };
    case 'relations':
      return {
        names: (record.relations ?? []).map(({ label }) => label),
        spanNames: spanLabels(record.spans).filter((label) => label !== ''),
      };
    default:
      return { names: NONE, spanNames: NONE };
  }
}

function spanLabels(spans: readonly { readonly label: string }[] = []): string[] {
  return spans.map(({ label }) => label);
}
