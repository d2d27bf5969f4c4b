import { ClozeError, type ErrorParts } from './cloze-error.js';

/** A plugin is unknown, defined twice, malformed, fails to load, or does not fit the others of the run. */
export class PluginError extends ClozeError {
  constructor(parts: ErrorParts, options?: ErrorOptions) {
    super('CLOZE_PLUGIN', parts, options);
  }
}
