import type { EncodedRecord, VocabularyData } from '@cloze/contracts';
import type { PluginUse } from '../batches/batch-job.js';
import type { LabelNames } from '../label-sets/find-labels.js';
import type { BatchingOptions } from '../plan/plan-batches.js';

/** A head and what it learns from. */
export interface RecordTask extends PluginUse {
  /** The head's id, under which each batch carries its targets. */
  readonly id: string;
  readonly labels: LabelNames;
  /** Records, or windows of them, each an example. */
  readonly records: readonly EncodedRecord[];
}

/** How the data of several heads is mixed. */
export type Mixing =
  /** Every example once an epoch. */
  | { readonly by: 'examples' }
  /**
   * As many examples an epoch in all, but shared out by n ^ (1 / temperature), n being the examples of a task: the small ones get
   * more, and are gone through several times, while of the large ones a random part is taken.
   */
  | { readonly by: 'temperature'; readonly temperature: number };

/**
 * All that batches of records are made from, as plain data: with the plugins it names, any thread makes the same batches from it.
 * A batch holds examples of one task, and targets for its head alone.
 */
export interface RecordJob extends BatchingOptions {
  readonly tasks: readonly RecordTask[];
  readonly vocabulary: VocabularyData;
  readonly seed: number;
  /** By examples where left out. */
  readonly mixing?: Mixing;
}
