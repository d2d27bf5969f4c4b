import { linear, softmaxCrossEntropy } from '@cloze/backend';
import { TokenAction } from '@cloze/contracts';
import { defineObjective } from '@cloze/contracts/tensor';
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { z } from 'zod';

/** For every token: was it moved? */
export default defineObjective({
  name: 'swap-detection.v1',
  summary: 'Tells moved tokens from those in place.',
  options: z.strictObject({}),
  targets: () => ({
    collate(examples) {
      const moved = examples.flatMap(({ corrupted }) => [...corrupted.actions].map((a) => +(a === TokenAction.moved)));
      return { arrays: { moved: Int32Array.from(moved) }, weight: moved.length };
    },
  }),
  show: (_options, { arrays }) =>
    Array.from(arrays['moved'] as Int32Array, (moved, position) => ({ position, answer: moved ? 'moved' : '' })).filter(
      ({ answer }) => answer !== '',
    ),
  create(_options, { sizes, parameters }) {
    const initializer = { kind: 'truncated-normal', standardDeviation: sizes.initializerRange } as const;
    const weight = parameters.create('classifier.weight', { shape: [2, sizes.hiddenSize], initializer }) as Tensor2D;
    const bias = parameters.create('classifier.bias', { shape: [2], initializer: { kind: 'zeros' } }) as Tensor1D;
    return {
      parameters: parameters.table,
      loss({ encode, targets }) {
        const logits = linear(encode('corrupted').hidden, weight, bias); // [tokens, 2]
        const { lossSum, correct } = softmaxCrossEntropy(logits, targets['moved'] as Tensor1D);
        return { sum: lossSum, report: { accuracy: correct } };
      },
    };
  },
});
