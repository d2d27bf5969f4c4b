import type { RunInput } from './run-sections.js';

/** A pretraining config with completion and type checks: `export default defineRun({ … })` in a `.ts` or `.js` file. */
export function defineRun(config: RunInput): RunInput {
  return config;
}
