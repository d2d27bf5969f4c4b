/** Pearson's correlation; NaN where one side does not vary, or there are fewer than two numbers. */
export function pearsonCorrelation(gold: readonly number[], predicted: readonly number[]): number {
  // Told by the numbers themselves: the mean of equal numbers may differ from them in the last digit.
  if (!varies(gold) || !varies(predicted)) return NaN;
  const [a, b] = [gold, predicted].map(deviations);
  const correlation = a.reduce((sum, value, i) => sum + value * b[i], 0);
  return Math.max(-1, Math.min(1, correlation));
}

function varies(values: readonly number[]): boolean {
  return values.some((value) => value !== values[0]);
}

/** Differences from the mean, as a vector of length 1. */
function deviations(values: readonly number[]): number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const centred = values.map((value) => value - mean);
  const norm = Math.sqrt(centred.reduce((sum, value) => sum + value ** 2, 0));
  return centred.map((value) => value / norm);
}
