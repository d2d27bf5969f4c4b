import { ClozeError, type ErrorParts } from './cloze-error.js';

/** A compute backend is unknown, missing, or cannot do what was asked. */
export class BackendError extends ClozeError {
  constructor(parts: ErrorParts, options?: ErrorOptions) {
    super('CLOZE_BACKEND', parts, options);
  }
}
