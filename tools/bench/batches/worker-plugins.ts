import { dataLoaderPlugins } from '@cloze/data-loaders';
import { pretrainingPlugins } from '@cloze/pretraining-objectives';

/** The plugin table of the benchmark, in any thread. */
export const benchPlugins = [...dataLoaderPlugins, ...pretrainingPlugins];

/** What a worker module's default export is. */
export default function makeTable(): typeof benchPlugins {
  return benchPlugins;
}
