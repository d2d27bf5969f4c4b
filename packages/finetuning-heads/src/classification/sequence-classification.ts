import { refuseIdle, type ClassificationRecord, type EncodedRecord, type RegressionRecord } from '@cloze/contracts';
import { defineHead } from '@cloze/contracts/tensor';
import { z } from 'zod';
import { decodeText, mergeText, type TextPrediction, type WindowScores } from './decode-text.js';
import { textHead } from './text-head.js';
import { refuseWeightsOfNumbers, textOptions } from './text-options.js';
import { labelSetTargets, labelTargets, valueTargets } from './text-targets.js';

const THRESHOLD = 0.5;

const options = z
  .strictObject({
    task: z
      .enum(['labels', 'multi-label', 'regression'])
      .default('labels')
      .describe('labels: one label a text; multi-label: any number of them; regression: a number'),
    ...textOptions,
    threshold: z
      .number()
      .min(0)
      .max(1)
      .default(THRESHOLD)
      .describe('probability from which on multi-label gives a label'),
  })
  .superRefine((parsed, context) => {
    refuseWeightsOfNumbers(parsed, context);
    if (parsed.task === 'multi-label') return;
    const allowed = 'none but with "task": "multi-label", where several labels are given';
    refuseIdle(context, parsed, 'threshold', THRESHOLD, allowed);
  });

const METRICS = {
  labels: ['accuracy.v1', 'macro-f1.v1', 'matthews.v1'],
  'multi-label': ['macro-f1.v1'],
  regression: ['pearson.v1', 'spearman.v1'],
} as const;

const GOLD = { labels: ['label'], 'multi-label': [['labels', 'label']], regression: ['value'] } as const;

/** Options of `sequence-classification.v1`. */
export type SequenceClassificationOptions = z.output<typeof options>;

/**
 * Classifies texts (Devlin et al., 2019): softmax(W x + b) over `[CLS]`, or a label each by the logistic function, or a number. With BERT's
 * pooler and no hidden layer it is Hugging Face's `BertForSequenceClassification`.
 */
export const sequenceClassification = defineHead<
  SequenceClassificationOptions,
  TextPrediction,
  'classification' | 'regression',
  WindowScores
>({
  name: 'sequence-classification.v1',
  summary: 'Gives a text a label, several labels or a number, from its [CLS]',
  options,
  accepts: ({ task }) => (task === 'regression' ? 'regression' : 'classification'),
  gold: ({ task }) => GOLD[task],
  metrics: ({ task }) => METRICS[task],
  targets: ({ task, classWeights }, { labels }) => ({
    collate(records) {
      switch (task) {
        case 'labels':
          return labelTargets(records as readonly EncodedRecord<ClassificationRecord>[], labels, classWeights);
        case 'multi-label':
          return labelSetTargets(records as readonly EncodedRecord<ClassificationRecord>[], labels, classWeights);
        case 'regression':
          return valueTargets(records as readonly EncodedRecord<RegressionRecord>[]);
      }
    },
  }),
  create: textHead,
  decode: ({ task }, outputs) => decodeText(task, outputs),
  merge: ({ task, threshold }, decoded, _windows, labels) => mergeText(task, decoded, labels, threshold),
});
