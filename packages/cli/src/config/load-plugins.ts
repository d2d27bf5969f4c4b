import { loadPluginModules, PluginTable, type ServiceOverride } from '@cloze/registry';
import { builtIns } from '../builtins.js';
import { sharedModules } from './shared-modules.js';

/** Where a user's modules are named. */
export interface ModuleList {
  readonly modules: readonly string[];
  /** Their paths are relative to this folder. */
  readonly directory: string;
  /** For messages: `plugins` or `--plugin`. */
  readonly where: string;
}

/** Every plugin that can be named, and the services that a user's modules replace. */
export interface LoadedPlugins {
  readonly table: PluginTable;
  readonly overrides: readonly ServiceOverride[];
}

/** The built-ins, and what the user's modules add; throws PluginError. */
export async function loadPlugins(...lists: readonly ModuleList[]): Promise<LoadedPlugins> {
  let table = new PluginTable(builtIns.map((plugin) => ({ plugin, origin: 'built-in' })));
  const overrides: ServiceOverride[] = [];
  for (const { modules, directory, where } of lists) {
    if (modules.length === 0) continue;
    const loaded = await loadPluginModules(modules, directory, where, { shared: await sharedModules() });
    table = table.with(loaded.plugins);
    overrides.push(...loaded.overrides);
  }
  return { table, overrides };
}
