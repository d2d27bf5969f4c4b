import { DataError, KeyedRandom } from '@cloze/contracts';
import type { EpochPlan } from '../plan/epoch-plan.js';
import { planBatches } from '../plan/plan-batches.js';
import type { RecordJob } from './record-job.js';
import { taskExamples, taskQuotas } from './task-examples.js';

/**
 * Plans an epoch over records: which examples of which task, in which order, in which batches. A pure function of job and epoch.
 * The plan's arrays `task` and `record` say what each example is: indices into the job's tasks, and into that task's records.
 * @throws DataError where a task has no records, or no batch is full under `lastBatch: 'drop'`
 */
export function planRecords(job: RecordJob, epoch: number): EpochPlan {
  const root = new KeyedRandom(job.seed);
  const { tasks, mixing = { by: 'examples' }, shuffle = true } = job;
  tasks.forEach(({ id, records }, i) => {
    if (records.length === 0) throw withoutRecords(id, i);
  });
  const quotas = taskQuotas(
    tasks.map(({ records }) => records.length),
    mixing,
  );
  const planned = tasks.map(({ id, records }, task) => {
    // A seed of its own, so that tasks neither share draws nor change each other's.
    const random = new KeyedRandom(root.key(`records/${id}`)[0]);
    const examples = taskExamples(records.length, quotas[task], random, epoch);
    const lengths = Uint32Array.from(examples, (example) => records[example].view.inputIds.length);
    return { examples, lengths, ...planBatches(lengths, job, random, epoch) };
  });
  const batches = planned.flatMap(({ batchStarts }, task) =>
    Array.from({ length: batchStarts.length - 1 }, (_, batch) => ({ task, batch })),
  );
  if (batches.length === 0) throw withoutBatches(job, epoch);
  // Within a task batches are in random order already.
  if (shuffle && tasks.length > 1) root.stream('epoch/tasks', epoch).shuffle(batches);
  const firstExample = startsOf(planned.map(({ examples }) => examples.length));
  const batchStarts = new Uint32Array(batches.length + 1);
  const order = batches.flatMap(({ task, batch }, place) => {
    const own = planned[task];
    const places = own.order.subarray(own.batchStarts[batch], own.batchStarts[batch + 1]);
    batchStarts[place + 1] = batchStarts[place] + places.length;
    return Array.from(places, (example) => firstExample[task] + example);
  });
  return {
    epoch,
    examples: {
      lengths: Uint32Array.from(planned.flatMap(({ lengths }) => [...lengths])),
      arrays: {
        task: Uint32Array.from(planned.flatMap(({ examples }, task) => Array.from(examples, () => task))),
        record: Uint32Array.from(planned.flatMap(({ examples }) => [...examples])),
      },
    },
    order: Uint32Array.from(order),
    batchStarts,
  };
}

function startsOf(lengths: readonly number[]): number[] {
  let at = 0;
  return lengths.map((length) => (at += length) - length);
}

function withoutRecords(id: string, task: number): DataError {
  return new DataError({
    what: `There is no record for the head "${id}"`,
    where: `heads[${task}]`,
    fix: 'give files that have records, or leave the head out',
  });
}

function withoutBatches({ tasks, batchSize }: RecordJob, epoch: number): DataError {
  const examples = tasks.reduce((sum, { records }) => sum + records.length, 0);
  return new DataError({
    what: `Epoch ${epoch} has no batch`,
    received: `${examples} examples for batches of ${batchSize}, incomplete batches dropped`,
    fix: 'lower the batch size, keep the last batch, or give more records',
  });
}
