/** Memory at a step of training. */
export interface MemorySample {
  readonly step: number;
  readonly split: 'train' | 'validation';
  /** That tfjs counts. */
  readonly tensors: number;
  readonly tensorBytes: number;
  /** Bytes of the process that are in memory, garbage among them. */
  readonly resident: number;
  /** The same once garbage was collected; left out where it was not. */
  readonly held?: number;
}
