import { lambStep } from '@cloze/backend';
import { defineOptimizer } from '@cloze/contracts/tensor';
import { z } from 'zod';
import { adamOptions, biasCorrections } from './adam-options.js';
import { slotOptimizer } from './slot-optimizer.js';

/**
 * LAMB: Adam's update scaled per parameter by |weights| / |update|, for large batches (You et al., 2020, algorithm 2).
 */
export const lamb = defineOptimizer({
  name: 'lamb.v1',
  summary: 'Adam with a trust ratio per parameter, for large batches.',
  options: z.strictObject({
    ...adamOptions,
    epsilon: z.number().positive().default(1e-6).describe('added to the root of the second moment'),
    adaptUndecayed: z.boolean().default(true).describe('trust ratios also for biases and LayerNorm'),
  }),
  create: (options) =>
    slotOptimizer(['first', 'second'], ({ parameter, gradient, slots, step, learningRate, decay, gradientScale }) => {
      lambStep(parameter, gradient, slots, {
        learningRate,
        gradientScale,
        beta1: options.beta1,
        beta2: options.beta2,
        epsilon: options.epsilon,
        weightDecay: decay ? options.weightDecay : 0,
        adapt: decay || options.adaptUndecayed,
        ...biasCorrections(options, step),
      });
    }),
});
