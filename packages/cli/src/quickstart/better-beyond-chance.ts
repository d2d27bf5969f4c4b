/** 99.5 % point of the standard normal distribution: 99 % of it lies within plus and minus this. */
const Z = 2.5758293035489004;

/** A difference of two shares and its 99 % interval. */
export interface Difference {
  readonly difference: number;
  readonly low: number;
  readonly high: number;
}

/**
 * The difference of two accuracies over the same `n` targets with its 99 % interval, by the normal approximation for independent samples
 * (wider than the paired one where, as here, easy targets are easy for both).
 */
export function accuracyDifference(accuracy: number, other: number, n: number): Difference {
  const deviation = Math.sqrt((accuracy * (1 - accuracy) + other * (1 - other)) / n);
  const difference = accuracy - other;
  return { difference, low: difference - Z * deviation, high: difference + Z * deviation };
}
