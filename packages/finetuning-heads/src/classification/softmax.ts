/** Probabilities from logits, in float64. */
export function softmax(logits: ArrayLike<number>): Float64Array {
  const probabilities = logSoftmax(logits);
  return probabilities.map((value) => Math.exp(value));
}

/** Logarithms of probabilities from logits, in float64. */
export function logSoftmax(logits: ArrayLike<number>): Float64Array {
  let largest = -Infinity;
  for (let i = 0; i < logits.length; i += 1) largest = Math.max(largest, logits[i]);
  let total = 0;
  for (let i = 0; i < logits.length; i += 1) total += Math.exp(logits[i] - largest);
  const normalizer = largest + Math.log(total);
  return Float64Array.from(logits, (logit) => logit - normalizer);
}

/** The logistic function. */
export function sigmoid(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}

/** Index of the largest value, the first of several. */
export function argMaxOf(values: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < values.length; i += 1) if (values[i] > values[best]) best = i;
  return best;
}
