import { trainingOptionsShape } from '@cloze/trainer';
import { z } from 'zod';

/** How long to train, on batches of how many examples, and when to log, evaluate and save. */
export const trainingSection = z
  .strictObject({
    batchSize: z.int().positive().default(32).describe('examples a batch'),
    ...trainingOptionsShape,
  })
  .refine(({ maxSteps, epochs }) => maxSteps !== undefined || epochs !== undefined, 'maxSteps, epochs, or both');
