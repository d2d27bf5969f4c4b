/**
 * Places of examples that are spread evenly over all, about as many as have `tokens` tokens together, one at least where there is any.
 * @param lengths tokens of each example
 */
export function sampleExamples(lengths: ArrayLike<number>, tokens: number): number[] {
  const count = lengths.length;
  let total = 0;
  for (let i = 0; i < count; i += 1) total += lengths[i];
  const wanted = Math.min(count, Math.max(1, Math.round((count * tokens) / Math.max(1, total))));
  return Array.from({ length: wanted }, (_, i) => Math.floor(((i + 0.5) * count) / wanted));
}
