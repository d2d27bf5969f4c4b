import { concatenateViews, createLabelSet, type BatchArrays } from '@cloze/contracts';
import { createHostServices } from '../batches/create-host-services.js';
import { guarded } from '../batches/guarded.js';
import { findHostPlugin, type NamedPlugin } from '../batches/host-plugins.js';
import type { EpochPlan } from '../plan/epoch-plan.js';
import { batchRecords } from './batch-records.js';
import { planRecords } from './plan-records.js';
import type { RecordJob } from './record-job.js';

/** Makes plans and batches over records. Every result is a pure function of the job and the arguments. */
export interface RecordBatchMaker {
  plan(epoch: number): EpochPlan;
  /** Batch `index` of a plan. */
  batch(plan: EpochPlan, index: number): BatchArrays;
}

/**
 * Sets heads up for a job.
 * @param plugins the table that the job's names are looked up in
 * @throws PluginError for an unknown name, or where a plugin fails
 */
export function createRecordBatchMaker(job: RecordJob, plugins: readonly NamedPlugin[]): RecordBatchMaker {
  // Labelled records come without a corpus, so every token is as frequent as the other.
  const host = createHostServices(job.vocabulary, new Float64Array(job.vocabulary.tokens.length).fill(1), job.seed);
  const collators = new Map(
    job.tasks.map((task, i) => {
      const where = `heads[${i}]`;
      const plugin = findHostPlugin(plugins, 'head', task.use, where);
      const labels = createLabelSet(task.labels.names, task.labels.spanNames);
      const made = guarded(
        task.use,
        where,
        () => 'is set up',
        () => plugin.targets(task.options, { ...host, labels }),
      );
      return [task, { where, collate: made.collate.bind(made) }] as const;
    }),
  );
  return {
    plan: (epoch) => planRecords(job, epoch),
    batch(plan, index) {
      const { task, records } = batchRecords(job, plan, index);
      const { where, collate } = collators.get(task)!;
      const during = () => `makes the targets of batch ${index} of epoch ${plan.epoch}`;
      const targets = guarded(task.use, where, during, () => collate(records));
      const view = concatenateViews(records.map((record) => record.view));
      return { epoch: plan.epoch, index, views: { original: view, corrupted: view }, targets: { [task.id]: targets } };
    },
  };
}
