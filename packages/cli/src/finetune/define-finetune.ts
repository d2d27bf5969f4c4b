import type { FinetuneInput } from './finetune-sections.js';

/** A fine-tuning config with completion and type checks: `export default defineFinetune({ … })` in a `.ts` or `.js` file. */
export function defineFinetune(config: FinetuneInput): FinetuneInput {
  return config;
}
