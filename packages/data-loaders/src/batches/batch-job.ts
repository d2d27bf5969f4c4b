import type { VocabularyData } from '@cloze/contracts';
import type { CorpusSplit } from '../corpus/corpus-split.js';
import type { BatchingOptions } from '../plan/plan-batches.js';

/** A plugin and its options, as checked by its schema: plain data, since they are posted to worker threads. */
export interface PluginUse {
  readonly use: string;
  readonly options: unknown;
}

/** All that batches are made from, as plain data: with the plugins it names, any thread makes the same batches from it. */
export interface BatchJob extends BatchingOptions {
  readonly split: CorpusSplit;
  readonly vocabulary: VocabularyData;
  /** What corruptions draw tokens by; the split's own where left out. Evaluation gives those of the training text. */
  readonly unigramCounts?: Float64Array; // [vocabulary]
  readonly seed: number;
  readonly sampler: PluginUse;
  readonly corruptions: readonly PluginUse[];
  /** Whose targets each batch carries, by id. */
  readonly objectives: readonly (PluginUse & { readonly id: string })[];
}
