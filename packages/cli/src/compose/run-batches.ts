import type { BatchSource } from '@cloze/contracts';
import { createBatchSource, type BatchJob } from '@cloze/data-loaders';
import { ARTEFACTS, CORPUS_STATISTICS, LOGGER, RANDOM, VOCABULARY, type ServiceResolver } from '@cloze/registry';
import type { ParsedRun } from '../config/parse-run.js';
import type { RunParts } from './create-run.js';
import { CORPORA } from './run-tokens.js';
import { WORKER_MODULE } from './worker-plugins.js';

/** All that training batches are made from, as plain data. */
export function trainingJob({ config }: ParsedRun, run: ServiceResolver): BatchJob {
  const { batchSize, bucket } = config.training;
  return { ...jobBase(config, run), seed: run.get(RANDOM).seed, split: run.get(CORPORA).train, batchSize, bucket };
}

/** The same for evaluation: in the order of the corpus, every example once, with the same draws in every phase. */
export function validationJob({ config }: ParsedRun, run: ServiceResolver): BatchJob {
  const { validation } = run.get(CORPORA);
  const { seed, training } = config;
  return { ...jobBase(config, run), seed, split: validation, batchSize: training.batchSize, shuffle: false };
}

function jobBase(config: ParsedRun['config'], run: ServiceResolver) {
  return {
    vocabulary: run.get(VOCABULARY).toData(),
    // Evaluation draws random tokens as training does.
    unigramCounts: run.get(CORPUS_STATISTICS).unigramCounts,
    sampler: usage(config.sampler),
    corruptions: config.corruption.map(usage),
    objectives: config.objectives.map(({ id = '', weight: _, ...choice }) => ({ id, ...usage(choice) })),
  };
}

function usage({ use, ...options }: { readonly use: string; readonly [option: string]: unknown }) {
  return { use, options };
}

/** Batches to train on, made ahead in worker threads; the plan of every epoch is kept in the run folder. */
export function createTrainingBatches(parts: RunParts, run: ServiceResolver): Promise<BatchSource> {
  return createBatchSource({
    job: trainingJob(parts.parsed, run),
    plugins: parts.plugins.table.list().map(({ plugin }) => plugin),
    planDirectory: run.get(ARTEFACTS).path('plans/train'),
    workers: { count: parts.parsed.config.training.workers, module: WORKER_MODULE, payload: parts.modules },
    logger: run.get(LOGGER),
  });
}

/** Batches to evaluate on. They are few, and made in this thread while it waits for nothing else. */
export function createValidationBatches(parts: RunParts, run: ServiceResolver): Promise<BatchSource> {
  return createBatchSource({
    job: validationJob(parts.parsed, run),
    plugins: parts.plugins.table.list().map(({ plugin }) => plugin),
    planDirectory: run.get(ARTEFACTS).path('plans/validation'),
    evaluation: true,
    logger: run.get(LOGGER),
  });
}
