import { z } from 'zod';

/** Options of the training loop; the `training` section of a run's config has these and those of the data. */
export const trainingOptionsShape = {
  maxSteps: z.int().positive().optional().describe('updates to do'),
  epochs: z
    .int()
    .positive()
    .optional()
    .describe('passes over the data; the run ends with whichever of the two comes first'),
  accumulate: z.int().positive().default(1).describe('batches an update, whose gradients are added up'),
  clipNorm: z
    .number()
    .positive()
    .nullable()
    .default(1)
    .describe('largest norm of the whole gradient; null for no limit'),
  logEvery: z.int().positive().default(10).describe('steps between rows of metrics'),
  evaluateEvery: z
    .int()
    .positive()
    .default(500)
    .describe('steps between evaluations; there is one at the end in any case'),
  checkpointEvery: z
    .int()
    .positive()
    .default(500)
    .describe('steps between checkpoints; there is one at the end in any case'),
  keepCheckpoints: z
    .int()
    .positive()
    .default(2)
    .describe('how many of the latest checkpoints are kept, beside the best'),
  bestMetric: z
    .string()
    .min(1)
    .default('loss')
    .describe(
      'value of the evaluation that makes the best checkpoint: lowest where its name, up to a "/", ends in "loss" or "error", else highest',
    ),
  average: z
    .strictObject({
      decay: z
        .number()
        .min(0)
        .lt(1)
        .default(0.999)
        .describe('share of the average that an update keeps, less at first'),
      use: z.boolean().default(true).describe('evaluate the averages and keep them as the model, not the weights'),
    })
    .optional()
    .describe('keeps an exponential moving average of the weights'),
  earlyStopping: z
    .strictObject({
      patience: z.int().positive().describe('evaluations in a row without improvement that end the run'),
      minimumImprovement: z.number().min(0).default(0).describe('improvements up to this do not count'),
    })
    .optional()
    .describe('ends the run when evaluations stop improving'),
};

/** The loop's options as a schema; parse with it to get defaults. */
export const trainingOptions = z
  .strictObject(trainingOptionsShape)
  .refine(({ maxSteps, epochs }) => maxSteps !== undefined || epochs !== undefined, 'maxSteps, epochs, or both');

/** The loop's options, filled in. */
export type TrainingOptions = z.output<typeof trainingOptions>;
