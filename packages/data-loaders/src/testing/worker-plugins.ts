import { fullSentences } from '../samplers/full-sentences.js';
import { sentencePairs } from '../samplers/sentence-pairs.js';
import { testHead } from './test-head.js';
import { testDoubling, testFailing, testMasking, testTargets } from './test-plugins.js';

/** The plugin table of tests, in any thread. */
export const testPlugins = [
  fullSentences,
  sentencePairs,
  testMasking,
  testDoubling,
  testFailing,
  testTargets,
  testHead,
];

/** What a worker module's default export is. */
export default function makeTable(): typeof testPlugins {
  return testPlugins;
}
