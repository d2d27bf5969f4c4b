import { z } from 'zod';

/** Options that Adam and its relatives share. */
export const adamOptions = {
  learningRate: z.number().positive().default(1e-4).describe('base rate, which the schedule multiplies'),
  beta1: z.number().min(0).lt(1).default(0.9).describe('decay of the mean gradient'),
  beta2: z.number().min(0).lt(1).default(0.999).describe('decay of the mean squared gradient'),
  weightDecay: z.number().min(0).default(0.01).describe('decoupled; not on biases and LayerNorm'),
  correctBias: z.boolean().default(true).describe('divide the moments by 1 - beta^step'),
};

/** What the moments are divided by at a step, from 1. */
export function biasCorrections(
  { beta1, beta2, correctBias }: { beta1: number; beta2: number; correctBias: boolean },
  step: number,
): { readonly biasCorrection1: number; readonly biasCorrection2: number } {
  if (!correctBias) return { biasCorrection1: 1, biasCorrection2: 1 };
  return { biasCorrection1: 1 - beta1 ** step, biasCorrection2: 1 - beta2 ** step };
}
