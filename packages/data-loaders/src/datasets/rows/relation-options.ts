import { z } from 'zod';
import { labelsOption, recordOptions } from './record-options.js';
import { spanLabelsOption } from './span-labels-option.js';

/** Options of readers of spans and the relations between them. */
export const relationOptions = z.strictObject({
  ...recordOptions,
  record: z.enum(['relations', 'spans']).default('relations').describe('whether relations are read too'),
  labels: labelsOption,
  spanLabels: spanLabelsOption,
});

/** Options of readers of spans and the relations between them. */
export type RelationOptions = z.infer<typeof relationOptions>;
