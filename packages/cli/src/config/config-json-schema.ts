import type { PluginKind } from '@cloze/contracts';
import { HELD_OUT, heldOutOptions } from '@cloze/data-loaders';
import type { PluginTable } from '@cloze/registry';
import { z } from 'zod';
import { isJsonObject } from './json-value.js';
import { choiceKinds, USE_DESCRIPTION } from './plugin-choice.js';

/** What stands in place of a dataset for what is held out of the training data. */
const heldOut = { name: HELD_OUT, summary: 'held out of the training data', options: heldOutOptions };

const SETTINGS = { io: 'input', unrepresentable: 'any', target: 'draft-7' } as const;

/**
 * The JSON Schema of a config over the plugins of a table: completion and checks in editors.
 * @param validation the part of the config in which data may be held out, too
 */
export function configJsonSchema(config: z.ZodType, validation: unknown, table: PluginTable): Record<string, unknown> {
  return z.toJSONSchema(config, {
    ...SETTINGS,
    override: ({ zodSchema, jsonSchema }) => {
      const kind = kindOf(zodSchema);
      if (kind === undefined) return;
      const own = isJsonObject(jsonSchema.properties) ? jsonSchema.properties : {};
      const alternatives = table.list(kind).map(({ plugin }) => choiceOf(plugin, own));
      if (zodSchema === validation) alternatives.push(choiceOf(heldOut, own));
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
