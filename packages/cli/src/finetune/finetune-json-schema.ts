import type { PluginTable } from '@cloze/registry';
import { configJsonSchema } from '../config/config-json-schema.js';
import { finetuneSchema, recordValidation } from './finetune-sections.js';

/** The JSON Schema of a fine-tuning config over the plugins of a table: completion and checks in editors. */
export function finetuneJsonSchema(table: PluginTable): Record<string, unknown> {
  return { ...configJsonSchema(finetuneSchema, recordValidation, table), title: 'A cloze fine-tuning run' };
}
