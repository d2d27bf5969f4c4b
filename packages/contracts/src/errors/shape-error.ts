import { ClozeError, type ErrorParts } from './cloze-error.js';

/** A tensor or array does not have the shape or type that a plugin boundary promises. */
export class ShapeError extends ClozeError {
  constructor(parts: ErrorParts, options?: ErrorOptions) {
    super('CLOZE_SHAPE', parts, options);
  }
}
