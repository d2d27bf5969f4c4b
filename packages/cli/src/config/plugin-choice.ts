import type { PluginKind } from '@cloze/contracts';
import { z } from 'zod';

/** Which kind of plugin a schema made by {@link pluginChoice} names, for the JSON Schema. */
export const choiceKinds = z.registry<{ readonly kind: PluginKind }>();

/** What `use` is, for the JSON Schema. */
export const USE_DESCRIPTION = 'name of the plugin; `cloze plugins` lists them';

const use = z.string().min(1).describe(USE_DESCRIPTION);

/** What tells an objective or head from others in metrics and files; a slash sets the labels of metrics apart. */
export const instanceId = z
  .string()
  .regex(/^[^/]+$/, 'a name without "/"')
  .optional()
  .describe('name in metrics and files; by default the plugin’s without its version');

/** `{ "use": "mlm.v1", … }`: a plugin's name, its options (which its own schema checks), and keys that are not its own. */
export function pluginChoice<Shape extends z.ZodRawShape>(kind: PluginKind, extra: Shape) {
  const schema = z.looseObject({ use, ...extra });
  choiceKinds.add(schema, { kind });
  return schema;
}
