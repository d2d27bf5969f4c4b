import { DataError, KeyedRandom, type CorpusLengths, type SamplerPlugin } from '@cloze/contracts';
import { epochDocuments, type CorpusPart } from './epoch-documents.js';
import type { EpochPlan } from './epoch-plan.js';
import { planBatches, type BatchingOptions } from './plan-batches.js';

/** What a plan depends on, beside the lengths of the corpus. */
export interface PlanSettings extends BatchingOptions {
  readonly sampler: SamplerPlugin;
  /** The sampler's options, as checked by its schema. */
  readonly options: unknown;
  /** Largest number of tokens of an example before corruption; see `samplerBudget`. */
  readonly budget: number;
  readonly seed: number;
}

/**
 * Plans an epoch: which documents, which examples, in which order, in which batches. A pure function of the lengths of the
 * corpus, the settings and the epoch.
 * @throws DataError where the corpus cannot serve the sampler, or no batch is full under `lastBatch: 'drop'`
 */
export function planEpoch(
  corpus: CorpusLengths,
  parts: readonly CorpusPart[],
  settings: PlanSettings,
  epoch: number,
): EpochPlan {
  const random = new KeyedRandom(settings.seed);
  const { sampler, options, budget, shuffle = true } = settings;
  const documents = epochDocuments(parts, random, epoch, shuffle);
  const examples = sampler.plan(options, { corpus, documents, budget, random, epoch });
  const { order, batchStarts } = planBatches(examples.lengths, settings, random, epoch);
  if (order.length > 0) return { epoch, examples, order, batchStarts };
  throw new DataError({
    what: `Epoch ${epoch} has no batch`,
    received: `${examples.lengths.length} examples for batches of ${settings.batchSize}, incomplete batches dropped`,
    fix: 'lower the batch size, keep the last batch, or give more text',
  });
}
