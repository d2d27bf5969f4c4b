import { relative, resolve } from 'node:path';
import type { JsonObject } from '../config/json-value.js';
import { loadPlugins, type LoadedPlugins } from '../config/load-plugins.js';
import { loadRunFile } from '../config/load-run-file.js';
import { setValues } from '../config/set-values.js';
import { gridCells, type GridCell } from './grid-cells.js';
import { parseFinetune } from './parse-finetune.js';

/** A fine-tuning config with all that was said about it on the command line, checked. */
export interface ResolvedFinetune {
  /** Filled in. */
  readonly config: JsonObject;
  /** One, or every combination of its grid. */
  readonly cells: readonly GridCell[];
  /** Seeds of each; undefined where it has its own seed alone. */
  readonly seeds: readonly number[] | undefined;
  readonly plugins: LoadedPlugins;
  /** Where the config's relative paths start. */
  readonly directory: string;
}

/** Changes to a config file. */
export interface FinetuneChanges {
  /** `path=value` each. */
  readonly set?: readonly string[];
  /** Modules beside the config's own; relative to the current folder. */
  readonly plugin?: readonly string[];
  /** The pretrained model, relative to the current folder. */
  readonly model?: string;
}

/** Reads a fine-tuning config, loads the modules it names, and checks all of it before any work; throws ConfigError and PluginError. */
export async function resolveFinetune(path: string, changes: FinetuneChanges): Promise<ResolvedFinetune> {
  const { set = [], plugin = [], model } = changes;
  const file = await loadRunFile(path);
  const { directory } = file;
  const fromHere = (place: string) => relative(directory, resolve(place)) || '.';
  const given = setValues(file.config, set);
  const config = model === undefined ? given : { ...given, model: fromHere(model) };
  const plugins = await loadPlugins(
    { modules: stringsOf(config['plugins']), directory, where: 'plugins' },
    { modules: plugin, directory: process.cwd(), where: '--plugin' },
  );
  const parsed = parseFinetune(config, plugins.table);
  // What --plugin named belongs to the run: it is saved with it, and needed to resume.
  const modules = [...parsed.config.plugins, ...plugin.map(fromHere)];
  return {
    config: JSON.parse(JSON.stringify({ ...parsed.config, plugins: modules })) as JsonObject,
    cells: gridCells(config, plugins.table),
    seeds: parsed.config.training.seeds,
    plugins,
    directory,
  };
}

/** The module paths of a config that is not checked yet; what is wrong with others is said when it is. */
function stringsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : [];
}
