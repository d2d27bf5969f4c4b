import { mixture } from './datasets/mixture.js';
import { text } from './datasets/text.js';
import { fullSentences } from './samplers/full-sentences.js';
import { sentencePairs } from './samplers/sentence-pairs.js';

/** The plugins of this package. */
export const dataLoaderPlugins = [text, mixture, fullSentences, sentencePairs] as const;
