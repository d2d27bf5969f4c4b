import type { ModelFolder } from '@cloze/checkpoints';
import { loadPlugins } from '../config/load-plugins.js';
import { chooseSaved } from '../model/choose-saved.js';

/**
 * Checks that the plugins that a folder's `cloze.json` names are there and take its options, with those of the modules given.
 * @throws PluginError for a module that does not load and a plugin that is not there, ConfigError for options that one does not take
 */
export async function checkSavedPlugins(
  { directory, manifest }: Pick<ModelFolder, 'directory' | 'manifest'>,
  modules: readonly string[],
): Promise<void> {
  const { table } = await loadPlugins({ modules, directory: process.cwd(), where: '--plugin' });
  if (manifest === undefined) return;
  const file = `${directory}/cloze.json`;
  chooseSaved('encoder', manifest.encoder, `${file}: encoder`, table);
  manifest.objectives.forEach((part, i) => chooseSaved('objective', part, `${file}: objectives[${i}]`, table));
  manifest.heads.forEach((part, i) => chooseSaved('head', part, `${file}: heads[${i}]`, table));
}
