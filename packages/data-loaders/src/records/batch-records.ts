import type { EncodedRecord } from '@cloze/contracts';
import type { EpochPlan } from '../plan/epoch-plan.js';
import type { RecordJob, RecordTask } from './record-job.js';

/** The records of a batch, in the order of its examples, and the task they are of. */
export interface BatchRecords {
  readonly task: RecordTask;
  readonly records: readonly EncodedRecord[];
}

/** What batch `index` of a plan is made of. */
export function batchRecords({ tasks }: Pick<RecordJob, 'tasks'>, plan: EpochPlan, index: number): BatchRecords {
  const { task: taskOf, record: recordOf } = plan.examples.arrays;
  const places = plan.order.subarray(plan.batchStarts[index], plan.batchStarts[index + 1]);
  const task = tasks[taskOf[places[0]]];
  return { task, records: Array.from(places, (place) => task.records[recordOf[place]]) };
}
