import { conll } from './datasets/conll.js';
import { conll04 } from './datasets/conll04.js';
import { conllu } from './datasets/conllu.js';
import { csv } from './datasets/csv.js';
import { gap } from './datasets/gap.js';
import { jsonl } from './datasets/jsonl.js';
import { labelledLines } from './datasets/labelled-lines.js';
import { litbank } from './datasets/litbank.js';
import { mixture } from './datasets/mixture.js';
import { spansJson } from './datasets/spans-json.js';
import { squad } from './datasets/squad.js';
import { textFolders } from './datasets/text-folders.js';
import { text } from './datasets/text.js';
import { fullSentences } from './samplers/full-sentences.js';
import { sentencePairs } from './samplers/sentence-pairs.js';

/** The plugins of this package. */
export const dataLoaderPlugins = [
  text,
  mixture,
  jsonl,
  csv,
  conll,
  conllu,
  textFolders,
  labelledLines,
  squad,
  spansJson,
  conll04,
  litbank,
  gap,
  fullSentences,
  sentencePairs,
] as const;
