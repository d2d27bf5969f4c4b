import { trainingOptionsShape } from '@cloze/trainer';
import { z } from 'zod';

/** How long to train, on batches of how many examples, and when to log, evaluate and save. */
export const trainingSection = z
  .strictObject({
    batchSize: z.int().positive().default(32).describe('examples a batch'),
    bucket: z.int().min(0).default(0).describe('batches whose examples are sorted by length together; 0 for none'),
    workers: z.int().min(0).default(1).describe('threads that make batches; 0 makes them between steps'),
    seeds: z
      .array(z.int().min(0))
      .min(1)
      .refine((seeds) => new Set(seeds).size === seeds.length, 'seeds that differ')
      .optional()
      .describe('a run with each of these in place of `seed`, with mean and standard deviation of what they reach'),
    ...trainingOptionsShape,
  })
  .refine(({ maxSteps, epochs }) => maxSteps !== undefined || epochs !== undefined, 'maxSteps, epochs, or both');
