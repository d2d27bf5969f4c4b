import { ClozeError, type ErrorParts } from './cloze-error.js';

/** A loss or gradient is not finite. */
export class NumericsError extends ClozeError {
  constructor(parts: ErrorParts, options?: ErrorOptions) {
    super('CLOZE_NUMERICS', parts, options);
  }
}
