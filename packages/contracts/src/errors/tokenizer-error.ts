import { ClozeError, type ErrorParts } from './cloze-error.js';

/** A tokenizer file is malformed, or text cannot be encoded as asked. */
export class TokenizerError extends ClozeError {
  constructor(parts: ErrorParts, options?: ErrorOptions) {
    super('CLOZE_TOKENIZER', parts, options);
  }
}
