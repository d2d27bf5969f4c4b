import { trainingOptionsShape } from '@cloze/trainer';
import { z } from 'zod';

/** How long to train, on batches of how many examples, and when to log, evaluate and save. */
export const trainingSection = z
  .strictObject({
    batchSize: z.int().positive().default(32).describe('examples a batch'),
    bucket: z.int().min(0).default(0).describe('batches whose examples are sorted by length together; 0 for none'),
    workers: z.int().min(0).default(1).describe('threads that make batches; 0 makes them between steps'),
    ...trainingOptionsShape,
  })
  .refine(({ maxSteps, epochs }) => maxSteps !== undefined || epochs !== undefined, 'maxSteps, epochs, or both');
