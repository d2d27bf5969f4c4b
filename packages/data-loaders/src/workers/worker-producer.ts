import type { BatchProducer } from '../batches/batch-producer.js';
import type { EpochPlan } from '../plan/epoch-plan.js';
import { sharePlan } from '../plan/plan-arrays.js';
import { WorkerThread } from './worker-thread.js';
import type { WorkerSetup } from './worker-messages.js';

/** How many threads make batches, and how far ahead. */
export interface WorkerOptions {
  /** 0 makes batches in the calling thread: the same numbers. */
  readonly count: number;
  /** URL of a module whose default export makes the plugin table, `(payload) => plugins`, in each thread. */
  readonly module: string;
  /** What that function gets: plain data. */
  readonly payload?: unknown;
  /** Batches made ahead by each thread, 4 by default: no more are in memory. */
  readonly ahead?: number;
}

/** Makes batches in worker threads; resolves once all are set up. */
export async function workerProducer(setup: WorkerSetup, count: number, ahead = 4): Promise<BatchProducer> {
  const threads: WorkerThread[] = [];
  const close = async () => void (await Promise.all(threads.map((thread) => thread.terminate())));
  try {
    for (let i = 0; i < count; i += 1) threads.push(new WorkerThread(setup));
    await Promise.all(threads.map((thread) => thread.ready()));
  } catch (error) {
    await close();
    throw error;
  }
  const told = new Map<WorkerThread, EpochPlan[]>(threads.map((thread) => [thread, []]));
  const freest = () => threads.reduce((best, thread) => (thread.load < best.load ? thread : best));
  const tell = (thread: WorkerThread, plan: EpochPlan) => {
    const known = told.get(thread) ?? [];
    if (known.includes(plan)) return;
    told.set(thread, [...known.slice(-1), plan]);
    void thread.ask({ kind: 'use-plan', plan: sharePlan(plan) });
  };
  return {
    ahead: count * ahead,
    plan: (epoch) => freest().ask({ kind: 'plan', epoch }),
    batch(plan, index, progress) {
      const thread = freest();
      tell(thread, plan);
      return thread.ask({ kind: 'batch', epoch: plan.epoch, index, progress });
    },
    close,
  };
}
