import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** Where the measurements are kept. */
export const FIGURES_FILE = resolve(import.meta.dirname, '../../../docs/sequence-length.json');

/** What training took at one length. */
export interface LengthPoint {
  /** Tokens of an example. */
  readonly length: number;
  /** Of all processors together, which other work on the machine disturbs less than the clock on the wall; the median. */
  readonly secondsPerStep: number;
  /** Largest resident memory of the process. */
  readonly peakBytes: number;
}

/** Training steps of one encoder on batches of as many tokens, cut into examples of several lengths. */
export interface LengthFigures {
  readonly processor: string;
  readonly encoder: { readonly preset: string; readonly maxPositions: number };
  /** Tokens of a batch. */
  readonly tokens: number;
  readonly points: readonly LengthPoint[];
}

/** What was measured last. */
export function readFigures(): LengthFigures {
  return JSON.parse(readFileSync(FIGURES_FILE, 'utf8'));
}

/** Time a token as a straight line over the length: what does not depend on it, and what attention adds for each token in sight. */
export interface LengthFit {
  /** Microseconds a token. */
  readonly constant: number;
  /** Microseconds a token for each token of length. */
  readonly slope: number;
}

/** Microseconds a token at a length. */
export function perToken({ tokens }: LengthFigures, { secondsPerStep }: LengthPoint): number {
  return (1e6 * secondsPerStep) / tokens;
}

/** The line through the measured times with the least squared relative error, so that short examples count as much as long ones. */
export function fitOf(figures: LengthFigures): LengthFit {
  let [weight, x, y, xx, xy] = [0, 0, 0, 0, 0];
  for (const point of figures.points) {
    const time = perToken(figures, point);
    const share = 1 / time ** 2;
    weight += share;
    x += share * point.length;
    y += share * time;
    xx += share * point.length ** 2;
    xy += share * point.length * time;
  }
  const slope = (weight * xy - x * y) / (weight * xx - x ** 2);
  return { constant: (y - slope * x) / weight, slope };
}

/** The length at which what grows with it is a share of the whole time. */
export function lengthWhere({ constant, slope }: LengthFit, share: number): number {
  return (share / (1 - share)) * (constant / slope);
}
