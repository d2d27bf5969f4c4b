import { chooseBackend } from '@cloze/backend';
import {
  createUnigramDistribution,
  KeyedRandom,
  systemClock,
  type Logger,
  type UnigramDistribution,
  type Vocabulary,
} from '@cloze/contracts';
import { createParameterFactory } from '@cloze/encoder-core';
import {
  ARTEFACTS,
  BACKEND,
  CLOCK,
  CORPUS_STATISTICS,
  ENCODER,
  HOST_SERVICES,
  LOGGER,
  PARAMETERS,
  PLUGINS,
  RANDOM,
  RunContainer,
  TOKENIZER,
  TRACKERS,
  UNIGRAM,
  VOCABULARY,
  type ArtefactStore,
} from '@cloze/registry';
import type { LoadedPlugins, ModuleList } from '../config/load-plugins.js';
import type { InitialModel } from '../config/fill-from-model.js';
import type { ParsedRun } from '../config/parse-run.js';
import { prepareCorpora } from './prepare-corpora.js';
import { phaseSeed } from './phase-seed.js';
import { prepareTokenizer } from './prepare-tokenizer.js';
import { RunHostServices } from './run-host-services.js';
import { ModelServices, RunModel } from './run-model.js';
import { createTrainingBatches, createValidationBatches } from './run-batches.js';
import { runTrackers } from './run-trackers.js';
import {
  CORPORA,
  MODEL,
  MODEL_SERVICES,
  OPTIMIZER,
  PARAMETER_TABLES,
  TRAINING_BATCHES,
  VALIDATION_BATCHES,
} from './run-tokens.js';

/** All that a run is composed from. */
export interface RunParts {
  readonly parsed: ParsedRun;
  readonly plugins: LoadedPlugins;
  /** The user's modules, for worker threads to load. */
  readonly modules: readonly ModuleList[];
  /** Where the config's relative paths start. */
  readonly directory: string;
  /** The run folder; a phase has one of its own within it. */
  readonly artefacts: ArtefactStore;
  /** Where a tokenizer that the run trains is kept: the run folder, for all phases. */
  readonly shared: ArtefactStore;
  readonly backend?: string;
  readonly precision?: string;
  readonly logger: Logger;
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
  const { parsed, plugins, artefacts, shared, backend, precision, directory } = parts;
  const { config } = parsed;
  const table = plugins.table.list().map(({ plugin }) => plugin);
  return (
    new RunContainer(plugins.overrides)
      .provide(PLUGINS, () => plugins.table)
      .provide(CLOCK, () => systemClock)
      .provide(LOGGER, () => parts.logger)
      .provide(ARTEFACTS, () => artefacts)
      .provide(RANDOM, () => new KeyedRandom(phaseSeed(config.seed, parts.phase ?? 0)))
      .provideAsync(BACKEND, (run) => chooseBackend({ name: backend, precision, logger: run.get(LOGGER) }))
      // Text, on the host.
      .provideAsync(TOKENIZER, (run) => prepareTokenizer({ parsed, directory, table, shared, logger: run.get(LOGGER) }))
      .provide(VOCABULARY, (run) => run.get(TOKENIZER).vocabulary)
      .provideAsync(CORPORA, (run) =>
        prepareCorpora({ parsed, directory, table, tokenizer: run.get(TOKENIZER), logger: run.get(LOGGER) }),
      )
      .provideAsync(CORPUS_STATISTICS, async (run) => ({ unigramCounts: run.get(CORPORA).train.unigramCounts }))
      .provide(UNIGRAM, (run) => unigramOf(run.get(CORPUS_STATISTICS).unigramCounts, run.get(VOCABULARY)))
      .provideClass(HOST_SERVICES, RunHostServices)
      // Tensors.
      .provide(
        ENCODER,
        (run) =>
          parsed.encoder.plugin.create(parsed.encoder.options, {
            vocabularySize: Math.max(run.get(VOCABULARY).size, parts.initial?.vocabularySize ?? 0),
            random: run.get(RANDOM),
            vocabulary: run.get(VOCABULARY),
          }),
        (encoder) => encoder.dispose(),
      )
      .provide(
        PARAMETER_TABLES,
        () => [],
        (tables) => tables.forEach((table) => table.dispose()),
      )
      .provide(PARAMETERS, (run) => (id) => {
        const factory = createParameterFactory(id, run.get(RANDOM));
        run.get(PARAMETER_TABLES).push(factory.table);
        return factory;
      })
      .provideClass(MODEL_SERVICES, ModelServices)
      .provide(
        MODEL,
        (run) => new RunModel(parsed, run.get(MODEL_SERVICES)),
        (model) => model.dispose(),
      )
      .provide(
        OPTIMIZER,
        () => parsed.optimizer.plugin.create(parsed.optimizer.options),
        (optimizer) => optimizer.dispose(),
      )
      .provide(TRACKERS, () => runTrackers(parsed.trackers))
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

/** Special tokens and `[UNK]` are never drawn. */
function unigramOf(counts: Float64Array, vocabulary: Vocabulary): UnigramDistribution {
  return createUnigramDistribution(counts, (id) => vocabulary.isSpecial(id) || id === vocabulary.special.unknown);
}
