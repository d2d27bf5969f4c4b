import { nearestName, PluginError, type PluginKinds } from '@cloze/contracts';
import type { PluginTable } from '@cloze/registry';
import type { Chosen } from '../config/parse-run.js';

/** A part of a model as its `cloze.json` has it; an encoder has no id. */
export interface SavedPart {
  readonly id?: string;
  readonly use: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/**
 * The plugin that a part of a saved model needs. A model folder never makes code load: its user names the module.
 * @param where the file and the field
 * @throws PluginError for a plugin that is not there, ConfigError for options that it does not take
 */
export function chooseSaved<Kind extends 'encoder' | 'objective' | 'head'>(
  kind: Kind,
  { id, use, options }: SavedPart,
  where: string,
  table: PluginTable,
): Chosen<Kind> {
  const names = table.list<keyof PluginKinds>(kind).map(({ plugin }): string => plugin.name);
  if (names.includes(use)) return table.choose(kind, { ...options, use }, where);
  const near = nearestName(use, names);
  throw new PluginError({
    what: `The ${kind}${id === undefined ? '' : ` "${id}"`} of the model needs the plugin "${use}", which is not there`,
    where,
    received: `"${use}"`,
    allowed: names.join(', '),
    fix:
      near === undefined
        ? 'name the module that defines it with --plugin FILE'
        : `name the module that defines it with --plugin FILE; "${near}" is another`,
  });
}
