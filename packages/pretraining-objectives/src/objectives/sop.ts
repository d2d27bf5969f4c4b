import { defineObjective } from '@cloze/contracts/tensor';
import { dense, ownScope } from '@cloze/encoder-core';
import { z } from 'zod';
import { int32Answers } from './int32-answers.js';
import { exampleLabels, pairClassificationLoss } from './pair-classification.js';
import { pairClassificationOnnx } from './pair-classification-onnx.js';

const NAME = 'sop.v1';

/** Sentence-order prediction (Lan et al., 2020, ALBERT): are the two segments in order (class 0) or swapped (class 1)? */
export const sop = defineObjective({
  name: NAME,
  summary: 'Sentence-order prediction: whether two segments stand in order or swapped',
  options: z.strictObject({}),
  features: () => ({ requires: ['segment-order', 'pooled'] }),
  targets: () => ({ collate: (examples) => exampleLabels(examples, 'sentenceOrderLabel', NAME) }),
  answers: ({ arrays }) => ({ '': int32Answers(arrays, 'labels') }),
  show: (_options, { arrays }) =>
    Array.from(int32Answers(arrays, 'labels'), (label) => ({ answer: label === 0 ? 'in order' : 'swapped' })),
  create(_options, services) {
    const { hiddenSize, initializerRange } = services.sizes;
    const scope = ownScope(services.parameters, 'classifier');
    const classifier = dense(scope, { inputSize: hiddenSize, outputSize: 2, initializerRange });
    return {
      parameters: services.parameters.table,
      loss: pairClassificationLoss(services, classifier, NAME),
      onnx: pairClassificationOnnx(classifier, NAME),
    };
  },
});
