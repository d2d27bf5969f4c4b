import type { BatchArrays } from './batch-arrays.js';

/** A batch's place in a run. */
export interface BatchPosition {
  readonly epoch: number;
  /** Index within the epoch. */
  readonly index: number;
  /** Number of batches before it in the run. */
  readonly ordinal: number;
}

/** Prepared batches in order, from any place; made ahead of use, in worker threads or not. */
export interface BatchSource {
  /** Number of batches of an epoch, from its plan. */
  batchesIn(epoch: number): Promise<number>;
  /**
   * Batches from a position on, epoch after epoch without end. Progress in [0, 1], which options on a schedule read, is
   * ordinal / totalBatches. Ends when the consumer returns; one stream at a time.
   */
  stream(from: BatchPosition, totalBatches: number): AsyncIterableIterator<BatchArrays>;
  /** Stops workers and frees files. */
  close(): Promise<void>;
}
