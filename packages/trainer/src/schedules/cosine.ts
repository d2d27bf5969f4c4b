import { defineSchedule } from '@cloze/contracts';
import { z } from 'zod';
import { pureSchedule } from './pure-schedule.js';
import { oneWarmup, warmupOptions, warmupStepsOf } from './warmup-options.js';

/** Linear warm-up, then half a cosine wave from 1 to 0 (Loshchilov and Hutter, 2017, without restarts). */
export const cosine = defineSchedule({
  name: 'cosine.v1',
  summary: 'Linear warm-up, then half a cosine wave to 0.',
  options: z.strictObject(warmupOptions).refine(...oneWarmup),
  create: (options, { totalSteps }) => {
    const warmup = warmupStepsOf(options, totalSteps);
    return pureSchedule((step) => {
      if (step < warmup) return step / warmup;
      const done = Math.min(1, (step - warmup) / Math.max(1, totalSteps - warmup));
      return 0.5 * (1 + Math.cos(Math.PI * done));
    });
  },
});
