import type { PluginTable } from '@cloze/registry';
import { configJsonSchema } from './config-json-schema.js';
import { isJsonObject } from './json-value.js';
import { PHASE_KEYS, runSchema, validationChoice } from './run-sections.js';

/** The JSON Schema of a pretraining config over the plugins of a table: completion and checks in editors. */
export function runJsonSchema(table: PluginTable): Record<string, unknown> {
  const schema = configJsonSchema(runSchema, validationChoice, table);
  const { properties } = schema;
  if (isJsonObject(properties) && isJsonObject(properties['phases']) && isJsonObject(properties['phases'].items)) {
    // A phase may leave anything out, `use` too, so its parts are described but not required.
    properties['phases'].items.properties = Object.fromEntries(PHASE_KEYS.map((key) => [key, {}]));
  }
  return { ...schema, title: 'A cloze pretraining run' };
}
