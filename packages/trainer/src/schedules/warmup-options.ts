import { z } from 'zod';

/** How long the learning rate rises: a number of steps, or a share of all steps; not at all by default. */
export const warmupOptions = {
  warmupSteps: z.int().min(0).optional().describe('steps over which the rate rises from 0; none by default'),
  warmupRatio: z.number().min(0).max(1).optional().describe('the same as a share of all steps'),
};

/** Options as read. */
export interface Warmup {
  readonly warmupSteps?: number;
  readonly warmupRatio?: number;
}

/** Refuses both at once. */
export const oneWarmup = [
  ({ warmupSteps, warmupRatio }: Warmup) => warmupSteps === undefined || warmupRatio === undefined,
  'either warmupSteps or warmupRatio, not both',
] as const;

/** Steps of warm-up in a run; a share is rounded up, as Hugging Face's trainer does. */
export function warmupStepsOf({ warmupSteps, warmupRatio }: Warmup, totalSteps: number): number {
  return warmupSteps ?? Math.ceil((warmupRatio ?? 0) * totalSteps);
}
