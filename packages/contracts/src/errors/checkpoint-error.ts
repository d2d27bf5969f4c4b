import { ClozeError, type ErrorParts } from './cloze-error.js';

/** A checkpoint cannot be written or read; what was written before is untouched. */
export class CheckpointError extends ClozeError {
  constructor(parts: ErrorParts, options?: ErrorOptions) {
    super('CLOZE_CHECKPOINT', parts, options);
  }
}
