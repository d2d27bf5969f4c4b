import type {
  Clock,
  HostServices,
  KeyedRandom,
  Logger,
  Tokenizer,
  Tracker,
  UnigramDistribution,
  Vocabulary,
} from '@cloze/contracts';
import type { Encoder, ParameterFactory } from '@cloze/contracts/tensor';
import type { ArtefactStore } from './artefact-store.js';
import type { PluginTable } from './plugin-table.js';
import { serviceToken } from './service-token.js';

/** The plugins that a run can name: built-ins and the user's. */
export const PLUGINS = serviceToken<PluginTable>('plugins');

/** Time. */
export const CLOCK = serviceToken<Clock>('clock');

/** Where a run says what it does. */
export const LOGGER = serviceToken<Logger>('logger');

/** The root of a run's randomness, by its seed. */
export const RANDOM = serviceToken<KeyedRandom>('random');

/** The trained tokenizer. Made asynchronously. */
export const TOKENIZER = serviceToken<Tokenizer>('tokenizer');

/** The tokenizer's vocabulary. */
export const VOCABULARY = serviceToken<Vocabulary>('vocabulary');

/** What was counted in the text to train on. */
export interface CorpusStatistics {
  /** How often each token occurs. */
  readonly unigramCounts: Float64Array; // [vocabulary]
}

/** Statistics of the training corpus, for all threads. Made asynchronously. */
export const CORPUS_STATISTICS = serviceToken<CorpusStatistics>('corpus-statistics');

/** The distribution of the training corpus' tokens. */
export const UNIGRAM = serviceToken<UnigramDistribution>('unigram');

/** What samplers, corruptions and target makers work with. */
export const HOST_SERVICES = serviceToken<HostServices>('host-services');

/** The process's compute backend, once it is ready. Made asynchronously. */
export const BACKEND = serviceToken<{ readonly name: string }>('backend');

/** The run's encoder, with its parameter table. */
export const ENCODER = serviceToken<Encoder>('encoder');

/** Parameter tables of what stands on the encoder, by objective or head id. */
export const PARAMETERS = serviceToken<(id: string) => ParameterFactory>('parameters');

/** The run folder. */
export const ARTEFACTS = serviceToken<ArtefactStore>('artefacts');

/** Who follows the run. */
export const TRACKERS = serviceToken<readonly Tracker[]>('trackers');
