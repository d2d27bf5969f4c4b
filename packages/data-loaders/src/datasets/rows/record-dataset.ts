import {
  nearestName,
  wordSource,
  type RecordDataset,
  type RecordKind,
  type RecordKinds,
  type TaskRecord,
} from '@cloze/contracts';
import { recordLabels } from '../../label-sets/record-labels.js';
import { badRow } from './bad-row.js';
import { isInPart, type RowPart } from './row-part.js';

/** What a dataset of records is made of. */
export interface RecordReader<K extends RecordKind> {
  readonly kind: K;
  readonly files: readonly string[];
  /** Declared labels. */
  readonly labels?: readonly string[];
  /** Divides by text. A reader that keeps more together than that leaves it out and divides for itself. */
  readonly part?: RowPart;
  /** The records of a file, in order. */
  read(file: string): AsyncIterable<RecordKinds[K]>;
}

/** A dataset that streams the records of files: those of its part, checked against the declared labels. */
export function recordDataset<K extends RecordKind>(reader: RecordReader<K>): RecordDataset<K> {
  const { kind, files, labels, part } = reader;
  return {
    kind: 'records',
    recordKind: kind,
    files,
    ...(labels && { labels }),
    async *records() {
      for (const file of files) {
        for await (const record of reader.read(file)) {
          if (!isInPart(part, record.text)) continue;
          if (labels !== undefined) checkDeclared(record, labels);
          yield record;
        }
      }
    },
  };
}

function checkDeclared(record: TaskRecord, labels: readonly string[]): void {
  const { names } = recordLabels(record);
  const index = names.findIndex((name) => !labels.includes(name));
  if (index < 0) return;
  const unknown = names[index];
  const near = nearestName(unknown, labels);
  throw badRow(wordSource(record.source, index), {
    what: 'A label is not among those declared',
    received: JSON.stringify(unknown),
    allowed: labels.join(', '),
    fix: near === undefined ? 'declare it in "labels", or mend the file' : `did you mean "${near}"?`,
  });
}
