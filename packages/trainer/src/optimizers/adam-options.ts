import { z } from 'zod';

/** Options that Adam and its relatives share. */
export const adamOptions = {
  learningRate: z.number().positive().default(1e-4),
  beta1: z.number().min(0).lt(1).default(0.9),
  beta2: z.number().min(0).lt(1).default(0.999),
  weightDecay: z.number().min(0).default(0.01),
  /** Divides the moments by 1 - beta^step. */
  correctBias: z.boolean().default(true),
};

/** What the moments are divided by at a step, from 1. */
export function biasCorrections(
  { beta1, beta2, correctBias }: { beta1: number; beta2: number; correctBias: boolean },
  step: number,
): { readonly biasCorrection1: number; readonly biasCorrection2: number } {
  if (!correctBias) return { biasCorrection1: 1, biasCorrection2: 1 };
  return { biasCorrection1: 1 - beta1 ** step, biasCorrection2: 1 - beta2 ** step };
}
