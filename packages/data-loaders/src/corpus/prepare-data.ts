import { ConfigError, parseOptions, type Logger } from '@cloze/contracts';
import type { CorpusTokenizer } from './corpus-tokenizer.js';
import type { NamedPlugin } from '../batches/host-plugins.js';
import { openDataset, type DatasetConfig } from '../datasets/open-dataset.js';
import type { CorpusProgress } from './build-corpus.js';
import type { CorpusSplit } from './corpus-split.js';
import { HELD_OUT, heldOutOptions, holdOut } from './held-out.js';
import { joinCorpora, type CorpusSelection } from './join-corpora.js';
import type { StoredCorpus } from './load-corpus.js';
import { prepareCorpus } from './prepare-corpus.js';

/** What preparing the text of a pretraining run needs. */
export interface PrepareDataOptions {
  /** The config's `data.train`. */
  readonly train: DatasetConfig;
  /** The config's `data.validation`: a dataset, or `{ "use": "held-out", "fraction": 0.05, "seed": 0 }`. */
  readonly validation?: DatasetConfig;
  readonly tokenizer: CorpusTokenizer;
  /** The plugin table. */
  readonly plugins: readonly NamedPlugin[];
  /** Relative paths in the config are relative to this folder. */
  readonly directory: string;
  /** Folder of all tokenised corpora. */
  readonly cacheDirectory: string;
  readonly logger?: Logger;
  /** Called now and then while text is tokenised. @param where the corpus' path in the config */
  readonly report?: (where: string, progress: CorpusProgress) => void;
}

/** The text of a pretraining run. */
export interface PreparedData {
  readonly train: CorpusSplit;
  readonly validation?: CorpusSplit;
}

/**
 * Tokenises what a config names, or finds it in the cache, and splits off what is held out.
 * @throws PluginError, ConfigError or DataError for an unknown plugin, a wrong option, or files that cannot serve
 */
export async function prepareData(options: PrepareDataOptions): Promise<PreparedData> {
  const { train, validation } = options;
  const held = validation?.use === HELD_OUT ? checkedHeldOut(validation) : undefined;
  const training = await selections(train, 'data.train', options);
  if (held !== undefined) {
    const split = training.map((selection) => ({ selection, ...holdOut(selection.corpus, held, 'data.validation') }));
    return {
      train: joinCorpora(split.map(({ selection, training: documents }) => ({ ...selection, documents }))),
      validation: joinCorpora(split.map(({ selection, heldOut: documents }) => ({ ...selection, documents }))),
    };
  }
  if (validation === undefined) return { train: joinCorpora(training) };
  const validating = await selections(validation, 'data.validation', options);
  return { train: joinCorpora(training), validation: joinCorpora(validating) };
}

function checkedHeldOut({ use: _, ...given }: DatasetConfig) {
  return parseOptions(heldOutOptions, given, 'data.validation');
}

/** The corpora of a dataset, each with all of its documents. */
async function selections(
  config: DatasetConfig,
  where: string,
  options: PrepareDataOptions,
): Promise<CorpusSelection[]> {
  const { tokenizer, cacheDirectory, logger, report } = options;
  const { dataset, cacheKey } = await openDataset(config, where, options);
  if (dataset.kind === 'records') {
    throw new ConfigError({
      what: 'Pretraining takes running text',
      where: `${where}.use`,
      received: `"${config.use}", which gives labelled records`,
      allowed: 'a dataset of documents, such as "text.v1" or "mixture.v1"',
    });
  }
  const parts = dataset.kind === 'mixture' ? dataset.parts : [{ dataset, cacheKey, weight: 1, where: '' }];
  const prepared: CorpusSelection[] = [];
  for (const part of parts) {
    const at = part.where === '' ? where : `${where}.${part.where}`;
    const corpus = await prepareCorpus({
      dataset: part.dataset,
      cacheKey: part.cacheKey,
      tokenizer,
      cacheDirectory,
      logger,
      report: (progress) => report?.(at, progress),
    });
    prepared.push({ corpus, weight: part.weight, documents: allDocuments(corpus) });
  }
  return prepared;
}

function allDocuments({ documentStarts }: StoredCorpus): Uint32Array {
  return Uint32Array.from({ length: documentStarts.length - 1 }, (_, document) => document);
}
