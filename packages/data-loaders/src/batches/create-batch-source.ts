import { createHash } from 'node:crypto';
import { silentLogger, type BatchSource, type Logger } from '@cloze/contracts';
import { PlanStore } from '../plan/plan-store.js';
import { samplerBudget } from '../samplers/sampler-budget.js';
import { workerProducer, type WorkerOptions } from '../workers/worker-producer.js';
import type { BatchJob } from './batch-job.js';
import type { BatchProducer } from './batch-producer.js';
import { directProducer } from './direct-producer.js';
import { findHostPlugin, type NamedPlugin } from './host-plugins.js';
import { StreamedSource } from './streamed-source.js';

/** What a batch source works with. */
export interface BatchSourceOptions {
  readonly job: BatchJob;
  /** The plugin table of this thread; worker threads make their own. */
  readonly plugins: readonly NamedPlugin[];
  /** Folder that keeps the plan of every epoch with the run; plans are made anew where left out. */
  readonly planDirectory?: string;
  /** Worker threads; batches are made in this thread where left out. */
  readonly workers?: WorkerOptions;
  /** Batches to evaluate on: progress stays 0, so that options on a schedule do not change over them. */
  readonly evaluation?: boolean;
  readonly logger?: Logger;
}

/**
 * Batches of a job, in order from any place, the same for any number of workers.
 * @throws PluginError for an unknown plugin or one that fails to set up; ConfigError where nothing fits the sampler's budget
 */
export async function createBatchSource(options: BatchSourceOptions): Promise<BatchSource> {
  const { job, plugins, planDirectory, workers, evaluation = false, logger = silentLogger } = options;
  const inputs = planInputs(job, plugins);
  const producer =
    workers === undefined || workers.count === 0
      ? directProducer(job, plugins)
      : await workerProducer({ job, module: workers.module, payload: workers.payload }, workers.count, workers.ahead);
  const make = (epoch: number) => producer.plan(epoch);
  const plans = new PlanStore({ directory: planDirectory, inputs, logger, make });
  return new StreamedSource(evaluation ? withoutProgress(producer) : producer, plans);
}

function withoutProgress(producer: BatchProducer): BatchProducer {
  return { ...producer, batch: (plan, index) => producer.batch(plan, index, 0) };
}

/** Digest of all that plans are made from. Checks the plugins' names on the way, before any work. */
function planInputs(job: BatchJob, plugins: readonly NamedPlugin[]): string {
  const sampler = {
    plugin: findHostPlugin(plugins, 'sampler', job.sampler.use, 'sampler'),
    options: job.sampler.options,
  };
  const corruptions = job.corruptions.map(({ use, options }, i) => ({
    plugin: findHostPlugin(plugins, 'corruption', use, `corruption[${i}]`),
    options,
  }));
  job.objectives.forEach(({ use }, i) => findHostPlugin(plugins, 'objective', use, `objectives[${i}]`));
  const { split, seed, batchSize, shuffle = true, bucket = 0, lastBatch = 'keep' } = job;
  const budget = samplerBudget({ sampler, corruptions });
  const inputs = { text: split.digest, sampler: job.sampler, budget, seed, batchSize, shuffle, bucket, lastBatch };
  return createHash('sha256').update(JSON.stringify(inputs)).digest('hex');
}
