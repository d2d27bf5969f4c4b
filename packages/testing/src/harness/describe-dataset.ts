import { it } from 'vitest';
import type { DatasetPlugin } from '@cloze/contracts';
import {
  checkContents,
  checkMissingFiles,
  checkRereading,
  datasetTrial,
  type DatasetCase,
} from '../checks/check-dataset.js';
import { describePlugin } from './describe-plugin.js';

/**
 * Registers the tests that every dataset passes.
 * @param cases files to read, with options; there is no default case, since a dataset without files has nothing to show
 */
export function describeDataset<Options>(plugin: DatasetPlugin<Options>, cases: readonly DatasetCase[]): void {
  describePlugin(plugin, 'dataset', cases, (one) => {
    it('reads the same again, also after a reader that stopped early', () => checkRereading(datasetTrial(plugin, one)));
    it('gives well-formed documents or records', () => checkContents(datasetTrial(plugin, one)));
    it('says which files are missing', () => checkMissingFiles(datasetTrial(plugin, one)));
  });
}
