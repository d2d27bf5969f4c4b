/** How often each label was predicted for each. */
export interface ConfusionMatrix {
  readonly labels: readonly string[];
  /** `counts[i][j]`: texts of label i that were predicted to be of label j. */
  readonly counts: readonly (readonly number[])[];
}

/**
 * Counts gold labels against predicted ones.
 * @param labels rows and columns; all that occur in either, sorted, where left out
 */
export function confusionMatrix(
  gold: readonly string[],
  predicted: readonly string[],
  labels: readonly string[] = [...new Set([...gold, ...predicted])].sort(),
): ConfusionMatrix {
  const places = new Map(labels.map((label, i) => [label, i]));
  const counts = labels.map(() => labels.map(() => 0));
  gold.forEach((label, i) => {
    const row = places.get(label);
    const column = places.get(predicted[i]);
    if (row !== undefined && column !== undefined) counts[row][column] += 1;
  });
  return { labels, counts };
}
