import type { AnyPlugin } from '@cloze/contracts';
import { pairClassification } from './classification/pair-classification.js';
import { sequenceClassification } from './classification/sequence-classification.js';
import { coreference } from './coreference/coreference.js';
import { crfTagging } from './crf/crf-tagging.js';
import { extractiveQa } from './question/extractive-qa.js';
import { spanRelation } from './relations/span-relation.js';
import { spanClassification } from './spans/span-classification.js';
import { spanIdentification } from './spans/span-identification.js';
import { tokenClassification } from './tagging/token-classification.js';

/** The heads of this package, for a registry. */
export const finetuningPlugins: readonly AnyPlugin[] = [
  sequenceClassification,
  pairClassification,
  tokenClassification,
  crfTagging,
  spanIdentification,
  spanClassification,
  spanRelation,
  coreference,
  extractiveQa,
];
