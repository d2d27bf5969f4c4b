import type { NamedPlugin } from '@cloze/data-loaders';
import { loadPlugins, type ModuleList } from '../config/load-plugins.js';

/** The URL of this module: worker threads that make batches import it. */
export const WORKER_MODULE = import.meta.url;

/** Called in each worker thread: the plugins that the run can name, built-ins and the user's. */
export default async function pluginsForWorker(lists: readonly ModuleList[]): Promise<readonly NamedPlugin[]> {
  const { table } = await loadPlugins(...lists);
  return table.list().map(({ plugin }) => plugin);
}
