import { ClozeError, type ErrorParts } from './cloze-error.js';

/** A corpus or data set cannot be used: names the file and, where there is one, the line. */
export class DataError extends ClozeError {
  constructor(parts: ErrorParts, options?: ErrorOptions) {
    super('CLOZE_DATA', parts, options);
  }
}
