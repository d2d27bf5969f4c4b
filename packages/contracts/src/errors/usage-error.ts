import { ClozeError, type ErrorParts } from './cloze-error.js';

/** A command was called with wrong arguments (exit code 2). */
export class UsageError extends ClozeError {
  constructor(parts: ErrorParts, options?: ErrorOptions) {
    super('CLOZE_USAGE', parts, options);
  }
}
