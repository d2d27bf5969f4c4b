import { defineObjective } from '@cloze/contracts/tensor';
import { nextSentenceHead } from '@cloze/encoder-core';
import { z } from 'zod';
import { int32Answers } from './int32-answers.js';
import { exampleLabels, pairClassificationLoss } from './pair-classification.js';
import { pairClassificationOnnx } from './pair-classification-onnx.js';

const NAME = 'nsp.v1';

/**
 * Next-sentence prediction (Devlin et al., 2019): does the second segment follow the first (class 0), or is it from another document
 * (class 1)? Under Hugging Face's keys `cls.seq_relationship.*`.
 */
export const nsp = defineObjective({
  name: NAME,
  summary: 'Next-sentence prediction: whether the second segment follows the first',
  options: z.strictObject({}),
  features: () => ({ requires: ['pairs', 'pooled'] }),
  targets: () => ({ collate: (examples) => exampleLabels(examples, 'nextSentenceLabel', NAME) }),
  answers: ({ arrays }) => ({ '': int32Answers(arrays, 'labels') }),
  show: (_options, { arrays }) =>
    Array.from(int32Answers(arrays, 'labels'), (label) => ({
      answer: label === 0 ? 'is next' : 'is of another document',
    })),
  create(_options, services) {
    const classifier = nextSentenceHead(services.parameters, services.sizes);
    return {
      parameters: services.parameters.table,
      loss: pairClassificationLoss(services, classifier, NAME),
      onnx: pairClassificationOnnx(classifier, NAME),
    };
  },
});
