import type { LabelSet } from '@cloze/contracts';
import type { Head, HeadServices } from '@cloze/contracts/tensor';
import { labelConfig } from './label-config.js';
import { textClassifier, type TextClassifierOptions } from './text-classifier.js';
import { textLoss, type TextTask } from './text-loss.js';

const PROBLEM_TYPES = {
  labels: 'single_label_classification',
  'multi-label': 'multi_label_classification',
  regression: 'regression',
} as const;

/** Options of the tensor half. */
export interface TextHeadOptions extends TextClassifierOptions {
  readonly task: TextTask;
  readonly classWeights?: Readonly<Record<string, number>>;
}

/** The tensor half of heads that give whole examples a label, labels or a number. */
export function textHead(options: TextHeadOptions, services: HeadServices): Head {
  const { task, classWeights } = options;
  const names = outputNames(task, services.labels);
  const classify = textClassifier(services, names.length, options);
  return {
    parameters: services.parameters.table,
    loss: ({ encode, targets, mode }) => textLoss(task, classify(encode(), mode), targets, classWeights !== undefined),
    outputs: ({ encode, mode }) => ({ logits: classify(encode(), mode) }), // [examples, labels]
    onnx: (graph, encoded) => ({
      logits: { value: classify.onnx(graph, encoded), shape: ['examples', names.length] },
    }),
    modelConfig: () =>
      classify.hasHuggingFaceKeys
        ? {
            architectures: ['BertForSequenceClassification'],
            problem_type: PROBLEM_TYPES[task],
            ...(options.dropout !== undefined && { classifier_dropout: options.dropout }),
            ...labelConfig(names),
          }
        : {},
  };
}

function outputNames(task: TextTask, labels: LabelSet): readonly string[] {
  return task === 'regression' ? ['LABEL_0'] : labels.names; // the name that transformers gives a single output
}
