import { defineSchedule } from '@cloze/contracts';
import { z } from 'zod';
import { pureSchedule } from './pure-schedule.js';
import { oneWarmup, warmupOptions, warmupStepsOf } from './warmup-options.js';

/**
 * Rises from 0 to 1 over the warm-up, then falls to 0 at the end of the run. In the `standard` form (Hugging Face's) the fall
 * starts when the warm-up ends; in the `bert` form (the original BERT code) it counts from step 0, so the rate drops below its
 * peak at once. In both the first of some warm-up steps has rate 0.
 */
export const linearWarmup = defineSchedule({
  name: 'linear-warmup.v1',
  summary: 'Linear warm-up, then linear decay to 0.',
  options: z
    .strictObject({
      ...warmupOptions,
      form: z.enum(['standard', 'bert']).default('standard').describe('bert: the decay counts from step 0'),
    })
    .refine(...oneWarmup),
  create: (options, { totalSteps }) => {
    const warmup = warmupStepsOf(options, totalSteps);
    const start = options.form === 'bert' ? 0 : warmup;
    return pureSchedule((step) =>
      step < warmup ? step / warmup : Math.max(0, (totalSteps - step) / Math.max(1, totalSteps - start)),
    );
  },
});
