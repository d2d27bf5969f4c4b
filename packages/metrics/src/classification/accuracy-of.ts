/** Share of predictions that are right; NaN where there is none. */
export function accuracyOf(gold: readonly string[], predicted: readonly string[]): number {
  return gold.filter((label, i) => label === predicted[i]).length / gold.length;
}
