import type { BatchArrays } from '@cloze/contracts';
import type { EpochPlan } from '../plan/epoch-plan.js';

/** Makes plans and batches somewhere: in this thread or in others. */
export interface BatchProducer {
  /** Batches worth asking for before the first of them is needed; 0 where asking ahead only delays. */
  readonly ahead: number;
  plan(epoch: number): Promise<EpochPlan>;
  batch(plan: EpochPlan, index: number, progress: number): Promise<BatchArrays>;
  close(): Promise<void>;
}
