import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { adviceFor, explain, ioErrorCode, publishFolder } from '@cloze/checkpoints';
import { CheckpointError, ClozeError, type Dataset, type Logger, type Tokenizer } from '@cloze/contracts';
import { openDataset, type NamedPlugin } from '@cloze/data-loaders';
import type { ArtefactStore } from '@cloze/registry';
import type { ParsedRun } from '../config/parse-run.js';
import { progressLine } from '../output/progress-line.js';

/** What {@link prepareTokenizer} works with. */
export interface PrepareTokenizerOptions {
  readonly parsed: ParsedRun;
  /** Where the config's relative paths start. */
  readonly directory: string;
  /** The plugin table. */
  readonly table: readonly NamedPlugin[];
  /** The run folder, which keeps a tokenizer that the run trained. */
  readonly shared: ArtefactStore;
  readonly logger: Logger;
}

/** Reads the tokenizer that the config names; without a path, trains one on the training files and keeps it with the run. */
export async function prepareTokenizer(options: PrepareTokenizerOptions): Promise<Tokenizer> {
  const { parsed, directory, shared } = options;
  const { plugin, options: settings } = parsed.tokenizer;
  const { path } = parsed.config.tokenizer;
  if (path !== undefined) return plugin.load(settings, resolve(directory, path));
  const own = shared.path('tokenizer');
  return (await exists(own)) ? plugin.load(settings, own) : train(options, own);
}

async function train(
  { parsed, directory, table, logger }: PrepareTokenizerOptions,
  folder: string,
): Promise<Tokenizer> {
  const { plugin, options: settings } = parsed.tokenizer;
  const { dataset } = await openDataset(parsed.config.data.train, 'data.train', { plugins: table, directory });
  const files = filesOf(dataset);
  const line = progressLine();
  const started = performance.now();
  const tokenizer = await plugin
    .train(settings, files, ({ stage, done, total }) => line.update(`tokenizer: ${stage} ${done} of ${total}`))
    .finally(() => line.done());
  try {
    await publishFolder(folder, (temporary) => tokenizer.save(temporary));
  } catch (error) {
    if (ClozeError.is(error)) throw error;
    const reason = { received: explain(error), fix: adviceFor(ioErrorCode(error)) };
    throw new CheckpointError({ what: 'Cannot write the tokenizer', where: folder, ...reason }, { cause: error });
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  logger.info(
    `trained ${plugin.name}: ${tokenizer.vocabulary.size} entries from ${files.length} files in ${seconds} s`,
  );
  return tokenizer;
}

function filesOf(dataset: Dataset): readonly string[] {
  if (dataset.kind !== 'mixture') return dataset.files;
  return [...new Set(dataset.parts.flatMap((part) => part.dataset.files))];
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
