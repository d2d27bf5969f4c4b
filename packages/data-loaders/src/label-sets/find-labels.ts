import type { TaskRecord } from '@cloze/contracts';
import { recordLabels } from './record-labels.js';

/** Names of labels as plain data, for `createLabelSet`. */
export interface LabelNames {
  readonly names: readonly string[];
  /** Of the spans, where relations have labels of their own and those of the spans are learned too. */
  readonly spanNames?: readonly string[];
}

/**
 * The labels of training records: those declared, in their order, or else all that occur, sorted (so that the order of the records,
 * or a shuffle, changes nothing), with `O`, the tag of no entity, first.
 * @param declared the data set's own list, for what the head tells apart
 */
export function findLabels(records: Iterable<TaskRecord>, declared?: readonly string[]): LabelNames {
  const names = new Set<string>();
  const spanNames = new Set<string>();
  let hasRelations = false;
  for (const record of records) {
    const found = recordLabels(record);
    for (const name of found.names) names.add(name);
    for (const name of found.spanNames) spanNames.add(name);
    hasRelations ||= record.kind === 'relations';
  }
  return { names: declared ?? inOrder(names), ...(hasRelations && { spanNames: inOrder(spanNames) }) };
}

function inOrder(names: ReadonlySet<string>): string[] {
  const rank = (name: string) => (name === 'O' ? 0 : 1);
  return [...names].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}
