import { DataError, nearestName, type LabelSet, type TaskRecord } from '@cloze/contracts';
import { recordPlace } from './record-place.js';

/** Names listed in a message; further ones are counted. */
const LISTED = 20;

/**
 * The index of a record's label, or of the tag of one of its words.
 * @throws DataError naming file and line, where it is not among the labels of the training data
 */
export function knownLabel(labels: LabelSet, name: string, record: TaskRecord, word?: number): number {
  const id = labels.id(name);
  if (id !== undefined) return id;
  const near = nearestName(name, labels.names);
  const more = labels.names.length - LISTED;
  throw new DataError({
    what: 'A record has a label that the model does not know',
    where: recordPlace(record, word),
    received: JSON.stringify(name),
    allowed: labels.names.slice(0, LISTED).join(', ') + (more > 0 ? ` and ${more} more` : ''),
    fix: near === undefined ? 'declare it among the labels' : `did you mean "${near}"?`,
  });
}
