import type { EncodedRecord, PairRecord, RegressionRecord } from '@cloze/contracts';
import { defineHead } from '@cloze/contracts/tensor';
import { z } from 'zod';
import { decodeText, mergeText, type TextPrediction, type WindowScores } from './decode-text.js';
import { textHead } from './text-head.js';
import { refuseWeightsOfNumbers, textOptions } from './text-options.js';
import { labelTargets, valueTargets } from './text-targets.js';

const options = z
  .strictObject({
    task: z.enum(['labels', 'regression']).default('labels').describe('labels: one label a pair; regression: a number'),
    ...textOptions,
  })
  .superRefine(refuseWeightsOfNumbers);

/** Options of `pair-classification.v1`. */
export type PairClassificationOptions = z.output<typeof options>;

/**
 * Classifies pairs `[CLS] a [SEP] b [SEP]` with segments 0 and 1 (Devlin et al., 2019), as `sequence-classification.v1` does texts:
 * entailment, paraphrase, discourse coherence; or gives a number, such as a similarity.
 */
export const pairClassification = defineHead<
  PairClassificationOptions,
  TextPrediction,
  'pair' | 'regression',
  WindowScores
>({
  name: 'pair-classification.v1',
  summary: 'Gives a pair of texts a label or a number, from its [CLS]',
  options,
  accepts: ({ task }) => (task === 'regression' ? 'regression' : 'pair'),
  gold: ({ task }) => (task === 'regression' ? ['value'] : ['label']),
  metrics: ({ task }) =>
    task === 'regression' ? ['pearson.v1', 'spearman.v1'] : ['accuracy.v1', 'macro-f1.v1', 'matthews.v1'],
  targets: ({ task, classWeights }, { labels }) => ({
    collate: (records) =>
      task === 'regression'
        ? valueTargets(records as readonly EncodedRecord<RegressionRecord>[])
        : labelTargets(records as readonly EncodedRecord<PairRecord>[], labels, classWeights),
  }),
  create: textHead,
  decode: ({ task }, outputs) => decodeText(task, outputs),
  merge: ({ task }, decoded, _windows, labels) => mergeText(task, decoded, labels, 1),
});
