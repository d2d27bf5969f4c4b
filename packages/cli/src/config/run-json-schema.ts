import type { PluginKind } from '@cloze/contracts';
import { HELD_OUT, heldOutOptions } from '@cloze/data-loaders';
import type { PluginTable } from '@cloze/registry';
import { z } from 'zod';
import { isJsonObject } from './json-value.js';
import { choiceKinds, USE_DESCRIPTION } from './plugin-choice.js';
import { PHASE_KEYS, runSchema, validationChoice } from './run-sections.js';

/** What stands in place of a dataset for documents held out of the training text. */
const heldOut = { name: HELD_OUT, summary: 'documents held out of the training text', options: heldOutOptions };

const SETTINGS = { io: 'input', unrepresentable: 'any', target: 'draft-7' } as const;

/** The JSON Schema of a run config over the plugins of a table: completion and checks in editors. */
export function runJsonSchema(table: PluginTable): Record<string, unknown> {
  const schema: Record<string, unknown> = z.toJSONSchema(runSchema, {
    ...SETTINGS,
    override: ({ zodSchema, jsonSchema }) => {
      const kind = kindOf(zodSchema);
      if (kind === undefined) return;
      const own = isJsonObject(jsonSchema.properties) ? jsonSchema.properties : {};
      const alternatives = table.list(kind).map(({ plugin }) => choiceOf(plugin, own));
      if (zodSchema === validationChoice) alternatives.push(choiceOf(heldOut, own));
      // The plugin is known by `use`: an editor then shows that one's options, not every plugin's.
      const names = alternatives.map(({ name }) => name);
      for (const key of Object.keys(jsonSchema)) if (key !== 'description') Reflect.deleteProperty(jsonSchema, key);
      Object.assign(jsonSchema, {
        type: 'object',
        // A user's own plugins are fine too: the names are for completion.
        properties: { use: { anyOf: [{ enum: names }, { type: 'string' }], description: USE_DESCRIPTION } },
        required: ['use'],
        allOf: alternatives.map(({ name, schema }) => ({
          if: { properties: { use: { const: name } }, required: ['use'] },
          then: schema,
        })),
      });
    },
  });
  const { properties } = schema;
  if (isJsonObject(properties) && isJsonObject(properties['phases']) && isJsonObject(properties['phases'].items)) {
    // A phase may leave anything out, `use` too, so its parts are described but not required.
    properties['phases'].items.properties = Object.fromEntries(PHASE_KEYS.map((key) => [key, {}]));
  }
  return { ...schema, title: 'A cloze pretraining run' };
}

function kindOf(schema: unknown): PluginKind | undefined {
  return schema instanceof z.ZodType ? choiceKinds.get(schema)?.kind : undefined;
}

function choiceOf(
  plugin: { readonly name: string; readonly summary: string; readonly options: z.ZodType },
  own: Record<string, unknown>,
): { readonly name: string; readonly schema: Record<string, unknown> } {
  const { $schema: _, ...options }: Record<string, unknown> = z.toJSONSchema(plugin.options, SETTINGS);
  const properties = { ...own, ...(isJsonObject(options['properties']) ? options['properties'] : {}) };
  const use = { const: plugin.name, description: plugin.summary };
  return { name: plugin.name, schema: { ...options, properties: { ...properties, use } } };
}
