import { openCorpus } from '../corpus/open-corpus.js';
import type { BatchJob } from './batch-job.js';
import { createBatchMaker } from './batch-maker.js';
import type { BatchProducer } from './batch-producer.js';
import type { NamedPlugin } from './host-plugins.js';

/** Makes batches in this thread, each when it is asked for. */
export function directProducer(job: BatchJob, plugins: readonly NamedPlugin[]): BatchProducer {
  const corpus = openCorpus(job.split.corpus);
  const maker = createBatchMaker(job, plugins, corpus);
  return {
    ahead: 0,
    plan: async (epoch) => maker.plan(epoch),
    batch: async (plan, index, progress) => maker.batch(plan, index, progress),
    close: async () => corpus.close(),
  };
}
