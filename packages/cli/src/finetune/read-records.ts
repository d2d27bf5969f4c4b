import { ConfigError, DataError, type RecordDataset, type RecordKind, type RecordKinds } from '@cloze/contracts';
import { openDataset, type NamedPlugin } from '@cloze/data-loaders';
import { drawRecords } from './draw-records.js';
import type { ChosenDataset } from './parse-finetune.js';

/** Records of one split, in memory: labelled data is small. */
export interface ReadRecords<K extends RecordKind = RecordKind> {
  readonly records: readonly RecordKinds[K][];
  /** Declared by the dataset. */
  readonly labels?: readonly string[];
  readonly spanLabels?: readonly string[];
}

/** What reading needs. */
export interface ReadRecordsOptions {
  /** The plugin table. */
  readonly plugins: readonly NamedPlugin[];
  /** Relative paths in options are relative to this folder. */
  readonly directory: string;
}

/**
 * Reads the records of a dataset.
 * @param kind what the head that learns from them accepts
 * @throws ConfigError for a dataset of another kind, DataError naming file and line for a bad row, or files without a record
 */
export async function readRecords(
  { choice, limit, where }: ChosenDataset,
  kind: RecordKind,
  head: string,
  options: ReadRecordsOptions,
): Promise<ReadRecords> {
  const { dataset } = await openDataset(choice, where, options);
  if (dataset.kind !== 'records') throw wrongKind(`${dataset.kind} of running text`, kind, head, choice.use, where);
  if (dataset.recordKind !== kind)
    throw wrongKind(`records of the kind "${dataset.recordKind}"`, kind, head, choice.use, where);
  const records: RecordKinds[RecordKind][] = [];
  for await (const record of (dataset as RecordDataset).records()) records.push(record);
  if (records.length === 0) throw withoutRecords(head, choice.use, dataset.files, where);
  const { labels, spanLabels } = dataset;
  return { records: drawRecords(records, limit), ...(labels && { labels }), ...(spanLabels && { spanLabels }) };
}

function wrongKind(received: string, kind: RecordKind, head: string, dataset: string, where: string): ConfigError {
  return new ConfigError({
    what: `The head "${head}" cannot learn from "${dataset}"`,
    where,
    received,
    allowed: `records of the kind "${kind}"`,
    fix: 'choose another dataset, or another head',
  });
}

/** Files listed in a message; further ones are counted. */
const LISTED = 5;

function withoutRecords(head: string, dataset: string, files: readonly string[], where: string): DataError {
  const more = files.length - LISTED;
  const listed = files.slice(0, LISTED).join(', ') + (more > 0 ? ` and ${more} more` : '');
  return new DataError({
    what: `There is no record for the head "${head}"`,
    where,
    received: `no record in what "${dataset}" reads of ${listed}`,
    allowed: 'one record at least',
    fix: 'give files that have records',
  });
}
