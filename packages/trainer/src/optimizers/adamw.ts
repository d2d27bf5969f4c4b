import { adamwStep } from '@cloze/backend';
import { defineOptimizer } from '@cloze/contracts/tensor';
import { z } from 'zod';
import { adamOptions, biasCorrections } from './adam-options.js';
import { slotOptimizer } from './slot-optimizer.js';

/**
 * AdamW as torch's (Loshchilov and Hutter, 2019). `correctBias: false` with `epsilon: 1e-6` is the form of the original BERT
 * code.
 */
export const adamw = defineOptimizer({
  name: 'adamw.v1',
  summary: 'Adam with decoupled weight decay; BERT’s own form with `correctBias: false` and `epsilon: 1e-6`.',
  options: z.strictObject({
    ...adamOptions,
    epsilon: z.number().positive().default(1e-8).describe('added to the root of the second moment'),
  }),
  create: (options) =>
    slotOptimizer(['first', 'second'], ({ parameter, gradient, slots, step, learningRate, decay, gradientScale }) =>
      adamwStep(parameter, gradient, slots, {
        learningRate,
        gradientScale,
        beta1: options.beta1,
        beta2: options.beta2,
        epsilon: options.epsilon,
        weightDecay: decay ? options.weightDecay : 0,
        ...biasCorrections(options, step),
      }),
    ),
});
