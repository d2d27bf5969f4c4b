import { defineSchedule } from '@cloze/contracts';
import { z } from 'zod';
import { pureSchedule } from './pure-schedule.js';
import { oneWarmup, warmupOptions, warmupStepsOf } from './warmup-options.js';

/** The same rate throughout, after an optional linear warm-up. */
export const constant = defineSchedule({
  name: 'constant.v1',
  summary: 'One learning rate throughout, after an optional warm-up.',
  options: z.strictObject(warmupOptions).refine(...oneWarmup),
  create: (options, { totalSteps }) => {
    const warmup = warmupStepsOf(options, totalSteps);
    return pureSchedule((step) => (step < warmup ? step / warmup : 1));
  },
});
