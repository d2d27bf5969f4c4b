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
import { checkSpanLabels } from './span-labels-option.js';
import { isInPart, type RowPart } from './row-part.js';

/** What a dataset of records is made of. */
export interface RecordReader<K extends RecordKind> {
  readonly kind: K;
  readonly files: readonly string[];
  /** Declared labels. */
  readonly labels?: readonly string[];
  /** Declared labels of the spans of relations. */
  readonly spanLabels?: readonly string[];
  /** Divides by text. A reader that keeps more together than that leaves it out and divides for itself. */
  readonly part?: RowPart;
  /** The records of a file, in order. */
  read(file: string): AsyncIterable<RecordKinds[K]>;
}

/**
 * A dataset that streams the records of files: those of its part, checked against the declared labels.
 * @throws ConfigError for declared labels of spans that the kind of record has not beside its own
 */
export function recordDataset<K extends RecordKind>(reader: RecordReader<K>): RecordDataset<K> {
  const { kind, files, labels, spanLabels, part } = reader;
  checkSpanLabels(kind, spanLabels);
  return {
    kind: 'records',
    recordKind: kind,
    files,
    ...(labels && { labels }),
    ...(spanLabels && { spanLabels }),
    async *records() {
      for (const file of files) {
        for await (const record of reader.read(file)) {
          if (!isInPart(part, record.text)) continue;
          const { names, spanNames } = recordLabels(record);
          checkDeclared(record, names, labels, 'labels');
          checkDeclared(record, spanNames, spanLabels, 'spanLabels');
          yield record;
        }
      }
    },
  };
}

function checkDeclared(
  { source }: TaskRecord,
  names: readonly string[],
  declared: readonly string[] | undefined,
  option: string,
): void {
  if (declared === undefined) return;
  const index = names.findIndex((name) => !declared.includes(name));
  if (index < 0) return;
  const unknown = names[index];
  const near = nearestName(unknown, declared);
  throw badRow(wordSource(source, index), {
    what: 'A label is not among those declared',
    received: JSON.stringify(unknown),
    allowed: declared.join(', '),
    fix: near === undefined ? `declare it in "${option}", or mend the file` : `did you mean "${near}"?`,
  });
}
