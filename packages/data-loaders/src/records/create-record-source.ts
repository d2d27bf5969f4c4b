import { createHash } from 'node:crypto';
import { silentLogger, type BatchSource, type Logger } from '@cloze/contracts';
import { directProducer } from '../batches/direct-producer.js';
import { findHostPlugin, type NamedPlugin } from '../batches/host-plugins.js';
import { StreamedSource } from '../batches/streamed-source.js';
import { PlanStore } from '../plan/plan-store.js';
import { workerProducer, type WorkerOptions } from '../workers/worker-producer.js';
import { batchRecords, type BatchRecords } from './batch-records.js';
import type { RecordJob } from './record-job.js';

/** What a source of record batches works with. */
export interface RecordSourceOptions {
  readonly job: RecordJob;
  /** The plugin table of this thread; worker threads make their own. */
  readonly plugins: readonly NamedPlugin[];
  /** Folder that keeps the plan of every epoch with the run; plans are made anew where left out. */
  readonly planDirectory?: string;
  /** Worker threads; batches are made in this thread where left out. Each gets a copy of the records. */
  readonly workers?: WorkerOptions;
  readonly logger?: Logger;
}

/** Batches of records, and which records they are of: what decoding and evaluation need beside the arrays. */
export interface RecordBatchSource extends BatchSource {
  /** The records of a batch, in the order of its examples. */
  recordsOf(epoch: number, index: number): Promise<BatchRecords>;
}

/**
 * Batches of labelled records, in order from any place, the same for any number of workers.
 * @throws PluginError for an unknown head or one that fails to set up
 */
export async function createRecordSource(options: RecordSourceOptions): Promise<RecordBatchSource> {
  const { job, plugins, planDirectory, workers, logger = silentLogger } = options;
  job.tasks.forEach(({ use }, i) => findHostPlugin(plugins, 'head', use, `heads[${i}]`));
  const producer =
    workers === undefined || workers.count === 0
      ? directProducer(job, plugins)
      : await workerProducer({ job, module: workers.module, payload: workers.payload }, workers.count, workers.ahead);
  const make = (epoch: number) => producer.plan(epoch);
  const plans = new PlanStore({ directory: planDirectory, inputs: planInputs(job), logger, make });
  const source = new StreamedSource(producer, plans);
  return Object.assign(source, {
    recordsOf: async (epoch: number, index: number) => batchRecords(job, await plans.get(epoch), index),
  });
}

/** Digest of all that plans are made from: the settings, and the subwords of every example. */
function planInputs(job: RecordJob): string {
  const { tasks, seed, batchSize, shuffle = true, bucket = 0, lastBatch = 'keep', mixing = { by: 'examples' } } = job;
  const hash = createHash('sha256');
  hash.update(JSON.stringify({ seed, batchSize, shuffle, bucket, lastBatch, mixing }));
  for (const { id, records } of tasks) {
    hash.update(`\n${JSON.stringify(id)} ${records.length}\n`);
    for (const { view } of records) hash.update(`${view.inputIds.length}:`).update(view.inputIds);
  }
  return hash.digest('hex');
}
