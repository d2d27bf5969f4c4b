import { ClozeError, type ErrorParts } from './cloze-error.js';

/** A run config, or an option of a plugin, is wrong. */
export class ConfigError extends ClozeError {
  constructor(parts: ErrorParts, options?: ErrorOptions) {
    super('CLOZE_CONFIG', parts, options);
  }
}
