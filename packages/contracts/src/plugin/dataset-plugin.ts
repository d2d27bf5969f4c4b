import type { RecordKind, RecordKinds, RecordSource } from '../records/task-record.js';
import type { Definition, Plugin } from './plugin.js';

/** A document of running text. */
export interface TextDocument {
  readonly text: string;
  readonly source: RecordSource;
  /** True for a further piece of the document before it: a document too large for memory comes in pieces cut between lines. */
  readonly continues?: boolean;
}

/** A corpus of documents, streamed. */
export interface DocumentDataset {
  readonly kind: 'documents';
  /** The files read, in order. */
  readonly files: readonly string[];
  /** Language of the text (BCP 47), which sentence splitting follows; `en` where left out. */
  readonly locale?: string;
  documents(): AsyncIterable<TextDocument>;
}

/** Several corpora, each taken `weight` times an epoch (0.5: a random half of its documents). */
export interface MixtureDataset {
  readonly kind: 'mixture';
  readonly parts: readonly {
    readonly dataset: DocumentDataset;
    readonly weight: number;
    readonly where: string;
    readonly cacheKey: string;
  }[];
}

/** Labelled records, streamed. */
export interface RecordDataset<K extends RecordKind = RecordKind> {
  readonly kind: 'records';
  readonly recordKind: K;
  readonly files: readonly string[];
  /** Declared labels, where the config gives them; otherwise found by one scan. Of `relations`: those of the relations. */
  readonly labels?: readonly string[];
  /** Of `relations`: declared labels of the spans, in the same way. */
  readonly spanLabels?: readonly string[];
  records(): AsyncIterable<RecordKinds[K]>;
}

/** What a dataset plugin can open. */
export type Dataset = DocumentDataset | MixtureDataset | RecordDataset;

/** What a dataset plugin works with. */
export interface DatasetServices {
  /** Relative paths in options are relative to this folder. */
  readonly directory: string;
  /** Opens another dataset from its config, for datasets made of others. */
  open(
    config: { readonly use: string; readonly [option: string]: unknown },
    where: string,
  ): Promise<{ readonly dataset: Dataset; readonly cacheKey: string }>;
}

/** Reads documents or records. */
export interface DatasetPlugin<Options = unknown> extends Plugin<'dataset', Options> {
  /** Finds the files (errors name globs without a match) and returns the streams. */
  open(options: Options, services: DatasetServices): Promise<Dataset>;
}

declare module './plugin.js' {
  interface PluginKinds {
    dataset: DatasetPlugin;
  }
}

/** Makes a dataset plugin from its parts. */
export function defineDataset<Options>(definition: Definition<DatasetPlugin<Options>>): DatasetPlugin<Options> {
  return { apiVersion: 1, kind: 'dataset', ...definition };
}
