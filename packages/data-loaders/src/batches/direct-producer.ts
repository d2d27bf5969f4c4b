import type { RecordJob } from '../records/record-job.js';
import type { BatchJob } from './batch-job.js';
import type { BatchProducer } from './batch-producer.js';
import type { NamedPlugin } from './host-plugins.js';
import { openMaker } from './open-maker.js';

/** Makes batches in this thread, each when it is asked for. */
export function directProducer(job: BatchJob | RecordJob, plugins: readonly NamedPlugin[]): BatchProducer {
  const maker = openMaker(job, plugins);
  return {
    ahead: 0,
    plan: async (epoch) => maker.plan(epoch),
    batch: async (plan, index, progress) => maker.batch(plan, index, progress),
    close: async () => maker.close(),
  };
}
