import {
  CORPUS_STATISTICS,
  ENCODER,
  LOGGER,
  RANDOM,
  TOKENIZER,
  VOCABULARY,
  type ArtefactStore,
  type RunContainer,
} from '@cloze/registry';
import type { ModuleList } from '../config/load-plugins.js';
import type { InitialModel } from '../config/fill-from-model.js';
import type { ParsedRun } from '../config/parse-run.js';
import { prepareCorpora } from './prepare-corpora.js';
import { phaseSeed } from './phase-seed.js';
import { prepareTokenizer } from './prepare-tokenizer.js';
import { ModelServices, RunModel } from './run-model.js';
import { createTrainingBatches, createValidationBatches } from './run-batches.js';
import { runServices, type RunServiceParts } from './run-services.js';
import { CORPORA, MODEL, MODEL_SERVICES, TRAINING_BATCHES, VALIDATION_BATCHES } from './run-tokens.js';

/** All that a run is composed from. */
export interface RunParts extends RunServiceParts {
  readonly parsed: ParsedRun;
  /** The user's modules, for worker threads to load. */
  readonly modules: readonly ModuleList[];
  /** Where the config's relative paths start. */
  readonly directory: string;
  /** Where a tokenizer that the run trains is kept: the run folder, for all phases. */
  readonly shared: ArtefactStore;
  /** The model whose weights the run starts from: the word embeddings have at least its entries. */
  readonly initial?: InitialModel;
  /** Which stretch of training this is, from 0: each has draws of its own. 0 where left out. */
  readonly phase?: number;
}

/**
 * The services of one run, or of one phase of it, each made when first asked for. Disposing the container frees every tensor that
 * it made.
 */
export function createRun(parts: RunParts): RunContainer {
  const { parsed, plugins, shared, directory } = parts;
  const { config } = parsed;
  const table = plugins.table.list().map(({ plugin }) => plugin);
  return (
    runServices(parts, phaseSeed(config.seed, parts.phase ?? 0))
      // Text, on the host.
      .provideAsync(TOKENIZER, (run) => prepareTokenizer({ parsed, directory, table, shared, logger: run.get(LOGGER) }))
      .provideAsync(CORPORA, (run) =>
        prepareCorpora({ parsed, directory, table, tokenizer: run.get(TOKENIZER), logger: run.get(LOGGER) }),
      )
      .provideAsync(CORPUS_STATISTICS, async (run) => ({ unigramCounts: run.get(CORPORA).train.unigramCounts }))
      // Tensors.
      .provide(
        ENCODER,
        (run) =>
          parsed.encoder.plugin.create(parsed.encoder.options, {
            vocabularySize: Math.max(run.get(VOCABULARY).size, parts.initial?.vocabularySize ?? 0),
            random: run.get(RANDOM),
            directory,
            // A model that is gone on from has its own word vectors: those of a file would be overwritten.
            ...(parts.initial === undefined && { vocabulary: run.get(VOCABULARY) }),
          }),
        (encoder) => encoder.dispose(),
      )
      .provideClass(MODEL_SERVICES, ModelServices)
      .provide(
        MODEL,
        (run) => new RunModel(parsed, run.get(MODEL_SERVICES)),
        (model) => model.dispose(),
      )
      // Batches, made in worker threads.
      .provideAsync(
        TRAINING_BATCHES,
        (run) => createTrainingBatches(parts, run),
        (batches) => batches.close(),
      )
      .provideAsync(
        VALIDATION_BATCHES,
        (run) => createValidationBatches(parts, run),
        (batches) => batches.close(),
      )
  );
}
