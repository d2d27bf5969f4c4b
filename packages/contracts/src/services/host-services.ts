import type { KeyedRandom } from '../random/keyed-random.js';
import type { UnigramDistribution } from '../text/unigram.js';
import type { Vocabulary } from '../text/vocabulary.js';

/** What host halves (samplers, corruptions, target makers) work with, in any thread. */
export interface HostServices {
  readonly vocabulary: Vocabulary;
  /** Of the training corpus; special tokens and `[UNK]` have probability 0. */
  readonly unigram: UnigramDistribution;
  /** The root of the run's randomness. Draws per example come ready-keyed in the call's context. */
  readonly random: KeyedRandom;
}

/** What belongs to one example while it is made. */
export interface ExampleContext {
  readonly epoch: number;
  /** The example's index in the epoch's plan. */
  readonly index: number;
  /** Share of the training done, in [0, 1], for options on a schedule; 0 in evaluation. */
  readonly progress: number;
}
