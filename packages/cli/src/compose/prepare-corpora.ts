import { resolve } from 'node:path';
import type { Logger, Tokenizer } from '@cloze/contracts';
import { prepareData, type CorpusSplit, type NamedPlugin } from '@cloze/data-loaders';
import type { ParsedRun } from '../config/parse-run.js';
import { progressLine } from '../output/progress-line.js';
import { cacheDirectory } from './cache-directory.js';

/** The tokenised text of a run. */
export interface Corpora {
  readonly train: CorpusSplit;
  readonly validation: CorpusSplit;
}

/** What {@link prepareCorpora} works with. */
export interface PrepareCorporaOptions {
  readonly parsed: ParsedRun;
  /** Where the config's relative paths start. */
  readonly directory: string;
  /** The plugin table. */
  readonly table: readonly NamedPlugin[];
  readonly tokenizer: Tokenizer;
  readonly logger: Logger;
}

/** Tokenises the text of a run, or finds it in the cache. */
export async function prepareCorpora(options: PrepareCorporaOptions): Promise<Corpora> {
  const { parsed, directory, table, tokenizer, logger } = options;
  const { train, validation, cache } = parsed.config.data;
  const line = progressLine();
  try {
    const prepared = await prepareData({
      train,
      validation,
      tokenizer,
      plugins: table,
      directory,
      cacheDirectory: cache === undefined ? cacheDirectory() : resolve(directory, cache),
      logger,
      report: (where, { bytes, totalBytes }) =>
        line.update(`tokenising ${where} ${Math.floor((100 * bytes) / Math.max(1, totalBytes))} %`),
    });
    // Without a dataset of its own, validation is held out of the training text.
    return { train: prepared.train, validation: prepared.validation ?? prepared.train };
  } finally {
    line.done();
  }
}
