import type { RandomStream } from '@cloze/contracts';

/** `count` of the items, or all if there are fewer, each set of that size equally likely; the items stay as they are. */
export function drawWithoutReplacement(items: Int32Array, count: number, random: RandomStream): Int32Array {
  const shuffled = items.slice();
  const drawn = Math.min(count, items.length);
  // The first steps of a shuffle by Fisher and Yates.
  for (let i = 0; i < drawn; i += 1) {
    const j = i + random.below(shuffled.length - i);
    [shuffled[i], shuffled[j]] = [shuffled[j], shuffled[i]];
  }
  return shuffled.subarray(0, drawn);
}
