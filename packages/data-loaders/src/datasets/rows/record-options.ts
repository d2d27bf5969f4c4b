import { z } from 'zod';
import { encodingOption } from '../encoding-option.js';
import { partOption } from './row-part.js';

/** Options of every dataset that reads records from files. */
export const recordOptions = {
  files: z.array(z.string().min(1)).min(1).describe("paths and globs; relative ones start from the config's folder"),
  encoding: encodingOption.describe('as browsers know it'),
  part: partOption,
};

/** Labels in their order. */
export const declaredLabels = z
  .array(z.string())
  .min(1)
  .refine((labels) => new Set(labels).size === labels.length, 'each label once');

/** The labels of a data set, where they are declared. */
export const labelsOption = declaredLabels
  .optional()
  .describe('the labels there are, in their order; left out, those of the training records');
