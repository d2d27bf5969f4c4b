import { HELD_OUT, openDataset } from '@cloze/data-loaders';
import type { PluginChoice } from '@cloze/registry';
import type { LoadedPlugins } from '../config/load-plugins.js';

/** A dataset that a config chose, and its path there. */
export interface DatasetToFind {
  readonly choice: PluginChoice;
  readonly where: string;
}

/**
 * Finds the files of datasets without reading them, before there is a folder of a run that could not start; what is held out of another has none.
 * @throws what opening a dataset throws, such as DataError for a glob that matches nothing
 */
export async function checkFiles(
  datasets: readonly DatasetToFind[],
  { plugins, directory }: { readonly plugins: LoadedPlugins; readonly directory: string },
): Promise<void> {
  const options = { plugins: plugins.table.list().map(({ plugin }) => plugin), directory };
  for (const { choice, where } of datasets) if (choice.use !== HELD_OUT) await openDataset(choice, where, options);
}
