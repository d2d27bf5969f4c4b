import {
  ClozeError,
  parseOptions,
  PluginError,
  type Dataset,
  type DatasetPlugin,
  type DatasetServices,
  type DocumentDataset,
  type RecordDataset,
  type TaskRecord,
  type TextDocument,
} from '@cloze/contracts';
import { checkRecord } from './check-record.js';
import type { PluginCase } from './plugin-case.js';

/** A case of a dataset: files to read, and what is in them where the author knows. */
export interface DatasetCase extends PluginCase {
  /** Folder that relative paths in the options start from. */
  readonly directory: string;
  /** How other datasets are opened, for a dataset made of others. */
  readonly open?: DatasetServices['open'];
  /** Number of documents or records there should be. */
  readonly count?: number;
}

/** A dataset with one case's options, opened anew each time. */
export interface DatasetTrial {
  readonly where: string;
  readonly count: number | undefined;
  open(changes?: Readonly<Record<string, unknown>>): Promise<Dataset>;
  readonly options: Readonly<Record<string, unknown>>;
}

/** Sets a dataset up. */
export function datasetTrial<Options>(
  plugin: DatasetPlugin<Options>,
  { title, options = {}, directory, open = cannotOpen, count }: DatasetCase,
): DatasetTrial {
  const where = `${plugin.name}, case "${title}"`;
  return {
    where,
    count,
    options,
    open: (changes = {}) =>
      plugin.open(parseOptions(plugin.options, { ...options, ...changes }, where), { directory, open }),
  };
}

/** @throws PluginError when two readings differ, or one that ends early disturbs the next */
export async function checkRereading(trial: DatasetTrial): Promise<void> {
  const dataset = await trial.open();
  const first = JSON.stringify(await readAll(dataset));
  for await (const _ of streams(dataset)[0] ?? []) break;
  for (const again of [dataset, await trial.open()]) {
    if (JSON.stringify(await readAll(again)) === first) continue;
    throw new PluginError({
      what: 'The same files gave different documents or records the second time',
      where: trial.where,
      fix: 'start a new stream with each call, in the order of the files',
    });
  }
}

/** @throws PluginError when a document or record is malformed, or there are more or fewer than the author said */
export async function checkContents(trial: DatasetTrial): Promise<void> {
  const dataset = await trial.open();
  const items = await readAll(dataset);
  const fail = (what: string, received: string, allowed: string): never => {
    throw new PluginError({ what, where: trial.where, received, allowed });
  };
  if (items.length === 0) fail('There is nothing in the dataset', '0 documents or records', 'some');
  if (trial.count !== undefined && items.length !== trial.count) {
    fail('Wrong number of documents or records', `${items.length}`, `${trial.count}`);
  }
  if (dataset.kind === 'mixture') {
    const wrong = dataset.parts.find(({ weight }) => !(Number.isFinite(weight) && weight > 0));
    if (wrong) fail('A part of the mixture has no weight', String(wrong.weight), 'a positive number');
    return;
  }
  items.forEach((item, i) => {
    const where = `${trial.where}, ${dataset.kind === 'records' ? 'record' : 'document'} ${i}`;
    const { file, line } = item.source;
    if (file === '' || (line !== undefined && !(Number.isInteger(line) && line >= 1))) {
      throw new PluginError({
        what: 'A source is not a file and a line',
        where,
        received: JSON.stringify(item.source),
      });
    }
    if ('kind' in item) checkRecord(item, dataset as RecordDataset, where);
    else if (item.text === '') throw new PluginError({ what: 'A document is empty', where });
  });
}

/** @throws PluginError when files that are not there pass unnoticed */
export async function checkMissingFiles(trial: DatasetTrial): Promise<void> {
  if (!Array.isArray(trial.options['files'])) return;
  try {
    await readAll(await trial.open({ files: ['no-such-folder/no-such-file-*.txt'] }));
  } catch (error) {
    if (ClozeError.is(error)) return;
    throw error;
  }
  throw new PluginError({
    what: 'Files that do not exist pass unnoticed',
    where: trial.where,
    received: 'no-such-folder/no-such-file-*.txt',
    allowed: 'a DataError that names the pattern',
  });
}

function streams(dataset: Dataset): AsyncIterable<TextDocument | TaskRecord>[] {
  if (dataset.kind === 'documents') return [dataset.documents()];
  if (dataset.kind === 'records') return [dataset.records()];
  return dataset.parts.flatMap((part: { readonly dataset: DocumentDataset }) => streams(part.dataset));
}

async function readAll(dataset: Dataset): Promise<(TextDocument | TaskRecord)[]> {
  const items: (TextDocument | TaskRecord)[] = [];
  for (const stream of streams(dataset)) for await (const item of stream) items.push(item);
  return items;
}

const cannotOpen: DatasetServices['open'] = ({ use }, where) => {
  throw new PluginError({
    what: `The case opens the dataset "${use}" without saying how`,
    where,
    fix: 'give the case `open`',
  });
};
