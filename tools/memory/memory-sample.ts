/** Memory at a step of training. */
export interface MemorySample {
  readonly step: number;
  readonly split: 'train' | 'validation';
  /** That tfjs counts. */
  readonly tensors: number;
  readonly tensorBytes: number;
  /** Bytes of the process that are in memory. */
  readonly resident: number;
}
