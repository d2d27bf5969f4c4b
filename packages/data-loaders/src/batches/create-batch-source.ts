import { createHash } from 'node:crypto';
import {
  silentLogger,
  UsageError,
  type BatchArrays,
  type BatchPosition,
  type BatchSource,
  type Logger,
} from '@cloze/contracts';
import { batchCount } from '../plan/epoch-plan.js';
import { PlanStore } from '../plan/plan-store.js';
import { samplerBudget } from '../samplers/sampler-budget.js';
import { workerProducer, type WorkerOptions } from '../workers/worker-producer.js';
import { BatchCursor } from './batch-cursor.js';
import type { BatchJob } from './batch-job.js';
import type { BatchProducer } from './batch-producer.js';
import { directProducer } from './direct-producer.js';
import { findHostPlugin, type NamedPlugin } from './host-plugins.js';

/** What a batch source works with. */
export interface BatchSourceOptions {
  readonly job: BatchJob;
  /** The plugin table of this thread; worker threads make their own. */
  readonly plugins: readonly NamedPlugin[];
  /** Folder that keeps the plan of every epoch with the run; plans are made anew where left out. */
  readonly planDirectory?: string;
  /** Worker threads; batches are made in this thread where left out. */
  readonly workers?: WorkerOptions;
  readonly logger?: Logger;
}

/**
 * Batches of a job, in order from any place, the same for any number of workers.
 * @throws PluginError for an unknown plugin or one that fails to set up; ConfigError where nothing fits the sampler's budget
 */
export async function createBatchSource(options: BatchSourceOptions): Promise<BatchSource> {
  const { job, plugins, planDirectory, workers, logger = silentLogger } = options;
  const inputs = planInputs(job, plugins);
  const producer =
    workers === undefined || workers.count === 0
      ? directProducer(job, plugins)
      : await workerProducer({ job, module: workers.module, payload: workers.payload }, workers.count, workers.ahead);
  const make = (epoch: number) => producer.plan(epoch);
  return new StreamedSource(producer, new PlanStore({ directory: planDirectory, inputs, logger, make }));
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

class StreamedSource implements BatchSource {
  readonly #producer: BatchProducer;
  readonly #plans: PlanStore;
  #streaming = false;

  constructor(producer: BatchProducer, plans: PlanStore) {
    this.#producer = producer;
    this.#plans = plans;
  }

  async batchesIn(epoch: number): Promise<number> {
    return batchCount(await this.#plans.get(epoch));
  }

  async *stream(from: BatchPosition, totalBatches: number): AsyncIterableIterator<BatchArrays> {
    if (this.#streaming) {
      throw new UsageError({
        what: 'A batch source gives one stream at a time',
        fix: 'end the one before, or make another source',
      });
    }
    this.#streaming = true;
    try {
      const cursor = new BatchCursor(from, (epoch) => this.#plans.get(epoch));
      const queue: Promise<BatchArrays>[] = [];
      for (;;) {
        this.#fill(queue, cursor, totalBatches);
        const batch = queue.shift();
        if (batch === undefined) await cursor.ready();
        else yield await batch;
      }
    } finally {
      this.#streaming = false;
    }
  }

  async close(): Promise<void> {
    await this.#producer.close();
  }

  /** Asks for batches until enough are under way. Never waits: those made already come first. */
  #fill(queue: Promise<BatchArrays>[], cursor: BatchCursor, totalBatches: number): void {
    while (queue.length < Math.max(1, this.#producer.ahead)) {
      const next = cursor.next();
      if (next === undefined) return;
      const { plan, index, ordinal } = next;
      const progress = totalBatches > 0 ? Math.min(1, ordinal / totalBatches) : 0;
      queue.push(this.#producer.batch(plan, index, progress));
      // Planned while this epoch's batches are used, so that nobody waits between epochs.
      const goesOn = ordinal - index + batchCount(plan) < totalBatches;
      if (this.#producer.ahead > 0 && goesOn) this.#plans.prepare(plan.epoch + 1);
    }
  }
}
