import { parseOptions, type Dataset } from '@cloze/contracts';
import { findHostPlugin, type NamedPlugin } from '../batches/host-plugins.js';

/** A dataset in a config: the plugin's name and its options. */
export interface DatasetConfig {
  readonly use: string;
  readonly [option: string]: unknown;
}

/** An opened dataset, and a key that changes with all that its config says. */
export interface OpenedDataset {
  readonly dataset: Dataset;
  readonly cacheKey: string;
}

/** What opening a dataset needs. */
export interface OpenDatasetOptions {
  /** The plugin table. */
  readonly plugins: readonly NamedPlugin[];
  /** Relative paths in options are relative to this folder. */
  readonly directory: string;
}

/**
 * Opens the dataset of a config.
 * @param where its path in the config, such as `data.train`
 * @throws PluginError, ConfigError or DataError for an unknown plugin, a wrong option, or files that are not there
 */
export async function openDataset(
  { use, ...given }: DatasetConfig,
  where: string,
  { plugins, directory }: OpenDatasetOptions,
): Promise<OpenedDataset> {
  const plugin = findHostPlugin(plugins, 'dataset', use, `${where}.use`);
  const options = parseOptions(plugin.options, given, where);
  const dataset = await plugin.open(options, {
    directory,
    open: (config, within) => openDataset(config, `${where}.${within}`, { plugins, directory }),
  });
  return { dataset, cacheKey: JSON.stringify([use, options]) };
}
