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
import type { LoadedPlugins } from '../config/load-plugins.js';
import type { Chosen } from '../config/parse-run.js';
import { RunHostServices } from './run-host-services.js';
import { OPTIMIZER, PARAMETER_TABLES } from './run-tokens.js';
import { runTrackers } from './run-trackers.js';

/** What the services that every run has are made from. */
export interface RunServiceParts {
  readonly parsed: { readonly optimizer: Chosen<'optimizer'>; readonly trackers: readonly Chosen<'tracker'>[] };
  readonly plugins: LoadedPlugins;
  /** The run folder; a phase has one of its own within it. */
  readonly artefacts: ArtefactStore;
  readonly backend?: string;
  readonly precision?: string;
  readonly logger: Logger;
}

/**
 * The services of a run that are the same whatever it trains. Those that it adds are a tokenizer and corpus statistics, which some of these
 * need, an encoder, a model and batches.
 * @param seed of every draw
 */
export function runServices(parts: RunServiceParts, seed: number): RunContainer {
  const { parsed, plugins, artefacts, backend, precision, logger } = parts;
  return new RunContainer(plugins.overrides)
    .provide(PLUGINS, () => plugins.table)
    .provide(CLOCK, () => systemClock)
    .provide(LOGGER, () => logger)
    .provide(ARTEFACTS, () => artefacts)
    .provide(RANDOM, () => new KeyedRandom(seed))
    .provideAsync(BACKEND, (run) => chooseBackend({ name: backend, precision, logger: run.get(LOGGER) }))
    .provide(VOCABULARY, (run) => run.get(TOKENIZER).vocabulary)
    .provide(UNIGRAM, (run) => unigramOf(run.get(CORPUS_STATISTICS).unigramCounts, run.get(VOCABULARY)))
    .provideClass(HOST_SERVICES, RunHostServices)
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
    .provide(
      OPTIMIZER,
      () => parsed.optimizer.plugin.create(parsed.optimizer.options),
      (optimizer) => optimizer.dispose(),
    )
    .provide(TRACKERS, () => runTrackers(parsed.trackers));
}

/** Special tokens and `[UNK]` are never drawn. */
function unigramOf(counts: Float64Array, vocabulary: Vocabulary): UnigramDistribution {
  return createUnigramDistribution(counts, (id) => vocabulary.isSpecial(id) || id === vocabulary.special.unknown);
}
