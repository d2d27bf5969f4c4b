import { defineOptimizer } from '@cloze/contracts/tensor';
import { add, mul, sub, tidy } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { slotOptimizer } from './slot-optimizer.js';

/**
 * Stochastic gradient descent with momentum, as torch's: v = momentum v + (g + decay w), w -= rate v. The decay is part of the
 * gradient here (L2).
 */
export const sgd = defineOptimizer({
  name: 'sgd.v1',
  summary: 'Stochastic gradient descent with momentum.',
  options: z.strictObject({
    learningRate: z.number().positive().default(0.01).describe('base rate, which the schedule multiplies'),
    momentum: z.number().min(0).lt(1).default(0.9).describe('share of the last update that is kept'),
    weightDecay: z.number().min(0).default(0).describe('part of the gradient; not on biases and LayerNorm'),
  }),
  create: ({ momentum, weightDecay }) =>
    slotOptimizer(['velocity'], ({ parameter, gradient, slots, learningRate, decay, gradientScale }) =>
      tidy(() => {
        const scaled = mul(gradient, gradientScale);
        const direction = decay && weightDecay > 0 ? add(scaled, mul(parameter, weightDecay)) : scaled;
        const velocity = add(mul(slots.velocity, momentum), direction);
        slots.velocity.assign(velocity);
        parameter.assign(sub(parameter, mul(velocity, learningRate)));
      }),
    ),
});
