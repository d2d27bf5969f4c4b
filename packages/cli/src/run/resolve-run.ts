import { relative, resolve } from 'node:path';
import { fillFromModel, type InitialModel } from '../config/fill-from-model.js';
import type { JsonObject } from '../config/json-value.js';
import { loadPlugins, type LoadedPlugins, type ModuleList } from '../config/load-plugins.js';
import { loadRunFile } from '../config/load-run-file.js';
import { parsePhases } from '../config/parse-phases.js';
import type { ParsedRun } from '../config/parse-run.js';
import { setValues } from '../config/set-values.js';

/** A run config with all that was said about it on the command line, checked. */
export interface ResolvedRun {
  /** Filled in. */
  readonly config: JsonObject;
  /** Stretches of training, in order; one where the config has no `phases`. */
  readonly phases: readonly ParsedRun[];
  readonly plugins: LoadedPlugins;
  /** The user's modules, for worker threads to load. */
  readonly modules: readonly ModuleList[];
  /** Where the config's relative paths start. */
  readonly directory: string;
  /** The config's `model`: what its weights start from. */
  readonly initial?: InitialModel;
}

/** Changes to a config file. */
export interface RunChanges {
  /** `path=value` each. */
  readonly set?: readonly string[];
  /** Modules beside the config's own; relative to the current folder. */
  readonly plugin?: readonly string[];
}

/** Reads a run config, loads the modules it names, and checks all of it before any work; throws ConfigError, PluginError and ModelError. */
export async function resolveRun(path: string, { set = [], plugin = [] }: RunChanges): Promise<ResolvedRun> {
  const file = await loadRunFile(path);
  const { directory } = file;
  const config = setValues(file.config, set);
  const modules: ModuleList[] = [
    { modules: stringsOf(config['plugins']), directory, where: 'plugins' },
    { modules: plugin, directory: process.cwd(), where: '--plugin' },
  ];
  const plugins = await loadPlugins(...modules);
  const { config: filled, initial } = await fillFromModel(config, directory, plugins.table);
  const parsed = parsePhases(filled, plugins.table);
  // What --plugin named belongs to the run: it is saved with it, and needed to resume.
  const added = plugin.map((module) => relative(directory, resolve(module)));
  const { plugins: own } = parsed.config;
  const saved = { ...parsed.config, plugins: [...(Array.isArray(own) ? own : []), ...added] };
  const { phases } = parsed;
  return { config: added.length > 0 ? saved : parsed.config, phases, plugins, modules, directory, initial };
}

/** The module paths of a config that is not checked yet; what is wrong with others is said when it is. */
function stringsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : [];
}
