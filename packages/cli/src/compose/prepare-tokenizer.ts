import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { adviceFor, explain, ioErrorCode, publishFolder } from '@cloze/checkpoints';
import { CheckpointError, ClozeError, type Dataset, type Logger, type Tokenizer } from '@cloze/contracts';
import { openDataset, type NamedPlugin } from '@cloze/data-loaders';
import type { ArtefactStore } from '@cloze/registry';
import type { ParsedRun } from '../config/parse-run.js';
import { progressLine } from '../output/progress-line.js';
import { addTokens } from './add-tokens.js';

/** What {@link prepareTokenizer} works with. */
export interface PrepareTokenizerOptions {
  readonly parsed: ParsedRun;
  /** Where the config's relative paths start. */
  readonly directory: string;
  /** The plugin table. */
  readonly table: readonly NamedPlugin[];
  /** The run folder, which keeps a tokenizer that the run made. */
  readonly shared: ArtefactStore;
  readonly logger: Logger;
}

/**
 * Reads the tokenizer that the config names; without a path, trains one on the training files. One that is new, by training or by added
 * words, is kept with the run.
 */
export async function prepareTokenizer(options: PrepareTokenizerOptions): Promise<Tokenizer> {
  const { parsed, directory, shared, logger } = options;
  const { plugin, options: settings } = parsed.tokenizer;
  const { path, addTokens: words } = parsed.config.tokenizer;
  const read = path === undefined ? undefined : () => plugin.load(settings, resolve(directory, path));
  if (read && words === undefined) return read();
  const own = shared.path('tokenizer');
  if (await exists(own)) return plugin.load(settings, own);
  const made = await (read ? read() : train(options));
  const tokenizer = words === undefined ? made : await addTokens(made, words, directory, logger);
  await publish(tokenizer, own);
  return tokenizer;
}

async function train({ parsed, directory, table, logger }: PrepareTokenizerOptions): Promise<Tokenizer> {
  const { plugin, options: settings } = parsed.tokenizer;
  const { dataset } = await openDataset(parsed.config.data.train, 'data.train', { plugins: table, directory });
  const files = filesOf(dataset);
  const line = progressLine();
  const started = performance.now();
  const tokenizer = await plugin
    .train(settings, files, ({ stage, done, total }) => line.update(`tokenizer: ${stage} ${done} of ${total}`))
    .finally(() => line.done());
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const from = `${files.length} ${files.length === 1 ? 'file' : 'files'}`;
  logger.info(`trained ${plugin.name}: ${tokenizer.vocabulary.size} entries from ${from} in ${seconds} s`);
  return tokenizer;
}

async function publish(tokenizer: Tokenizer, folder: string): Promise<void> {
  try {
    await publishFolder(folder, (temporary) => tokenizer.save(temporary));
  } catch (error) {
    if (ClozeError.is(error)) throw error;
    const reason = { received: explain(error), fix: adviceFor(ioErrorCode(error)) };
    throw new CheckpointError({ what: 'Cannot write the tokenizer', where: folder, ...reason }, { cause: error });
  }
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
