import { z } from 'zod';

/** The class of what has no label; those of labels follow. */
export const NO_LABEL = 0;

/** The option of heads for which most of what they look at has no label. */
export const noneWeightOption = z
  .number()
  .positive()
  .default(1)
  .describe('how much one without a label counts in the loss, beside one with a label');

/** How much each class counts: none as given, and every label 1. */
export function noneWeights(labels: number, noneWeight: number): Float32Array {
  return new Float32Array(labels + 1).fill(1).fill(noneWeight, NO_LABEL, NO_LABEL + 1);
}

/** What classes count together. */
export function weightOfClasses(classes: readonly number[], noneWeight: number): number {
  return classes.reduce((total, label) => total + (label === NO_LABEL ? noneWeight : 1), 0);
}
