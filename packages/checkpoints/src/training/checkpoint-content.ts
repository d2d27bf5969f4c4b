import type { OptimizerState, Parameter } from '@cloze/contracts/tensor';

/** What a checkpoint saves. */
export interface CheckpointContent {
  /** Updates done. */
  readonly step: number;
  readonly parameters: Iterable<Parameter>;
  readonly optimizer: OptimizerState;
  /** The trainer's own, as JSON can hold it: position in the data, schedule, early stopping. */
  readonly state: unknown;
}

/** The files of a checkpoint. */
export const checkpointFiles = { model: 'model.safetensors', optimizer: 'optimizer.safetensors', state: 'state.json' };

const STEP_FOLDER = /^step-(\d{8,})$/;

/** `step-00000500` for 500. */
export function stepFolder(step: number): string {
  return `step-${String(step).padStart(8, '0')}`;
}

/** 500 for `step-00000500`; undefined for other names. */
export function stepOf(folder: string): number | undefined {
  const match = STEP_FOLDER.exec(folder);
  return match ? Number(match[1]) : undefined;
}
