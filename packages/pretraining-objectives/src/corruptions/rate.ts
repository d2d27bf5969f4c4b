import { z } from 'zod';

const share = z.number().gt(0).max(1);

/** A share of the tokens: fixed, or going in a straight line over the training from one value to another. */
export const rateOption = z.union([share, z.strictObject({ from: share, to: share })]);

/** A parsed {@link rateOption}. */
export type Rate = z.infer<typeof rateOption>;

/** The rate at a progress in [0, 1]. */
export function rateAt(rate: Rate, progress: number): number {
  return typeof rate === 'number' ? rate : rate.from + (rate.to - rate.from) * progress;
}

/** The largest rate of the training. */
export function largestRate(rate: Rate): number {
  return typeof rate === 'number' ? rate : Math.max(rate.from, rate.to);
}
