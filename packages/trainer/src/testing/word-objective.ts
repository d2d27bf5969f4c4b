import { gatherRows, softmaxCrossEntropy } from '@cloze/backend';
import type { Encoder, ParameterFactory } from '@cloze/contracts/tensor';
import { maskedLanguageHead } from '@cloze/encoder-core';
import { tidy, type Tensor1D } from '@tensorflow/tfjs-core';
import type { TrainedObjective } from '../loop/trained-objective.js';

/** Masked language modelling in miniature: targets `rows` (of the batch) and `labels`. Calls `tidy`, as objectives may. */
export function wordObjective(id: string, encoder: Encoder, factory: ParameterFactory, weight = 1): TrainedObjective {
  const head = maskedLanguageHead(factory, encoder);
  return {
    id,
    weight,
    model: {
      loss: ({ encode, targets }) =>
        tidy(() => {
          const rows = gatherRows(encode().hidden, targets['rows'] as Tensor1D);
          const { lossSum, correct } = softmaxCrossEntropy(head.logits(rows), targets['labels'] as Tensor1D);
          return { sum: lossSum, report: { accuracy: correct } };
        }),
    },
  };
}
