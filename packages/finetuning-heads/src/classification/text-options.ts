import { refuseIdle } from '@cloze/contracts';
import { z } from 'zod';
import type { TextTask } from './text-loss.js';
import type { ClassWeights } from './text-targets.js';

/** Options that heads for whole texts share. */
export const textOptions = {
  pooler: z.boolean().optional().describe("whether BERT's pooler is used; where the encoder has one, when left out"),
  hiddenSize: z.int().positive().optional().describe('width of a hidden layer before the output; none when left out'),
  dropout: z.number().min(0).lt(1).optional().describe("before each layer of the head; the encoder's when left out"),
  classWeights: z
    .record(z.string(), z.number().positive())
    .optional()
    .describe('how much each label counts in the loss, by name; 1 where left out'),
};

/** Refuses class weights where a number is learned: they would weigh nothing. */
export function refuseWeightsOfNumbers(
  options: { readonly task: TextTask; readonly classWeights?: ClassWeights },
  context: z.RefinementCtx,
): void {
  if (options.task !== 'regression') return;
  refuseIdle(context, options, 'classWeights', undefined, 'none with "task": "regression", which has no labels');
}
