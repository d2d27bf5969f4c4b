import type { BatchArrays } from '@cloze/contracts';
import type { BatchJob } from '../batches/batch-job.js';
import type { EpochPlan } from '../plan/epoch-plan.js';
import type { RecordJob } from '../records/record-job.js';
import type { WireError } from './error-wire.js';

/** What a worker starts with. */
export interface WorkerSetup {
  readonly job: BatchJob | RecordJob;
  /** URL of a module whose default export makes the plugin table from the payload. */
  readonly module: string;
  readonly payload: unknown;
}

/** What a worker is asked for. */
export type WorkerRequest =
  | { readonly kind: 'plan'; readonly epoch: number }
  | { readonly kind: 'use-plan'; readonly plan: EpochPlan }
  | { readonly kind: 'batch'; readonly epoch: number; readonly index: number; readonly progress: number };

/** What a worker answers with, by request kind. */
export interface WorkerResults {
  plan: EpochPlan;
  'use-plan': null;
  batch: BatchArrays;
}

/** A request with its number. */
export interface NumberedRequest {
  readonly id: number;
  readonly request: WorkerRequest;
}

/** The answer to a request; number 0 says that the worker is set up. */
export type WorkerAnswer =
  | { readonly id: number; readonly result: WorkerResults[keyof WorkerResults] }
  | { readonly id: number; readonly error: WireError };
