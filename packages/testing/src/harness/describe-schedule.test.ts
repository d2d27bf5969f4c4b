import { defineSchedule } from '@cloze/contracts';
import { z } from 'zod';
import { describeSchedule } from './describe-schedule.js';

const decay = defineSchedule({
  name: 'decay.v1',
  summary: 'Goes down in a straight line',
  options: z.strictObject({ to: z.number().min(0).default(0) }),
  create: ({ to }, { totalSteps }) => ({
    factor: (step) => Math.max(to, 1 - step / totalSteps),
    state: () => ({}),
    restore: () => {},
  }),
});

describeSchedule(decay, [{ title: 'default options' }, { title: 'a floor', options: { to: 0.5 } }]);
