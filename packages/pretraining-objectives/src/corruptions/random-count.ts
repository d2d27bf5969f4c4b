import type { RandomStream } from '@cloze/contracts';

/** Rounds up or down at random so that the mean is the value itself: short texts are corrupted as often, for their length, as long ones. */
export function randomCount(value: number, random: RandomStream): number {
  const whole = Math.floor(value);
  return value > whole && random.bernoulli(value - whole) ? whole + 1 : whole;
}
