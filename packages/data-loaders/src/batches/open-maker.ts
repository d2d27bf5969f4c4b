import type { BatchArrays } from '@cloze/contracts';
import { openCorpus } from '../corpus/open-corpus.js';
import type { EpochPlan } from '../plan/epoch-plan.js';
import { createRecordBatchMaker } from '../records/record-batch-maker.js';
import type { RecordJob } from '../records/record-job.js';
import type { BatchJob } from './batch-job.js';
import { createBatchMaker } from './batch-maker.js';
import type { NamedPlugin } from './host-plugins.js';

/** Makes the plans and batches of a job of either kind, and holds the files that takes. */
export interface OpenMaker {
  plan(epoch: number): EpochPlan;
  batch(plan: EpochPlan, index: number, progress: number): BatchArrays;
  close(): void;
}

/** Sets a job up: over a corpus or over records. */
export function openMaker(job: BatchJob | RecordJob, plugins: readonly NamedPlugin[]): OpenMaker {
  if ('tasks' in job) return { ...createRecordBatchMaker(job, plugins), close: () => {} };
  const corpus = openCorpus(job.split.corpus);
  const { plan, batch } = createBatchMaker(job, plugins, corpus);
  return { plan, batch, close: () => corpus.close() };
}
