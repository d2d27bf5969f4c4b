/** Limits of a batch. */
export interface BatchLimits {
  /** Most examples. */
  readonly examples: number;
  /** Most tokens of all examples together; a longer example has a batch of its own. */
  readonly tokens: number;
}

/** What one forward pass takes at most: enough to keep the processor busy, little enough for its caches. */
export const PREDICTION_LIMITS: BatchLimits = { examples: 64, tokens: 4096 };

/**
 * Indices in batches of similar lengths, longest first, so that attention wastes nothing where a backend pads.
 * @param lengths tokens of each example
 */
export function lengthBatches(lengths: readonly number[], limits: BatchLimits = PREDICTION_LIMITS): number[][] {
  const order = lengths.map((_, i) => i).sort((a, b) => lengths[b] - lengths[a] || a - b);
  const batches: number[][] = [];
  let tokens = 0;
  for (const index of order) {
    const batch = batches.at(-1);
    const fits = batch && batch.length < limits.examples && tokens + lengths[index] <= limits.tokens;
    if (fits) batch.push(index);
    else batches.push([index]);
    tokens = (fits ? tokens : 0) + lengths[index];
  }
  return batches;
}
