import { dataLoaderPlugins } from '../builtins.js';
import { openDataset, type DatasetConfig } from '../datasets/open-dataset.js';
import type { TaskRecord } from '@cloze/contracts';

/** All records of a dataset. */
export async function readDataset(config: DatasetConfig, directory: string): Promise<TaskRecord[]> {
  const { dataset } = await openDataset(config, 'data.train', { plugins: dataLoaderPlugins, directory });
  if (dataset.kind !== 'records') throw new Error(dataset.kind);
  const records: TaskRecord[] = [];
  for await (const record of dataset.records()) records.push(record);
  return records;
}

/** The message of the error that reading a dataset ends with, the folder's path cut out of it. */
export async function readingError(config: DatasetConfig, directory: string): Promise<string> {
  try {
    await readDataset(config, directory);
  } catch (error) {
    return String(error instanceof Error ? error.message : error).replaceAll(`${directory}/`, '');
  }
  return 'no error';
}
