import { ClozeError, type ErrorParts } from './cloze-error.js';

/** A model folder or weight file is malformed or does not fit. */
export class ModelError extends ClozeError {
  constructor(parts: ErrorParts, options?: ErrorOptions) {
    super('CLOZE_MODEL', parts, options);
  }
}
