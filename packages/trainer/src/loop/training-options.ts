import { z } from 'zod';

/** Options of the training loop; the `training` section of a run's config has these and those of the data. */
export const trainingOptionsShape = {
  /** Updates to do. */
  maxSteps: z.int().positive().optional(),
  /** Passes over the data. The run ends with whichever of the two comes first. */
  epochs: z.int().positive().optional(),
  /** Batches an update, whose gradients are added up. */
  accumulate: z.int().positive().default(1),
  /** Largest norm of the gradient over all parameters; null for no limit. */
  clipNorm: z.number().positive().nullable().default(1),
  /** Steps between rows of metrics. */
  logEvery: z.int().positive().default(10),
  /** Steps between evaluations; there is always one at the end where there is validation data. */
  evaluateEvery: z.int().positive().default(500),
  /** Steps between checkpoints; there is always one at the end. */
  checkpointEvery: z.int().positive().default(500),
  /** How many of the latest checkpoints are kept, beside the best. */
  keepCheckpoints: z.int().positive().default(2),
  /** Which value of the evaluation makes a checkpoint the best: those that end in `loss` are better when lower, others when higher. */
  bestMetric: z.string().min(1).default('loss'),
  /** Ends the run after this many evaluations in a row that did not improve on the best by more than `minimumImprovement`. */
  earlyStopping: z
    .strictObject({ patience: z.int().positive(), minimumImprovement: z.number().min(0).default(0) })
    .optional(),
};

/** The loop's options as a schema; parse with it to get defaults. */
export const trainingOptions = z
  .strictObject(trainingOptionsShape)
  .refine(({ maxSteps, epochs }) => maxSteps !== undefined || epochs !== undefined, 'maxSteps, epochs, or both');

/** The loop's options, filled in. */
export type TrainingOptions = z.output<typeof trainingOptions>;
