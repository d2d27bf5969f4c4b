/** Precision, recall and their harmonic mean, in [0, 1]. */
export interface Scores {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/** How many things were predicted, how many there are, and how many of both are the same. */
export interface Counts {
  readonly correct: number;
  readonly predicted: number;
  readonly gold: number;
}

/** Scores of counts; 0 where a denominator is 0. */
export function scoresOf({ correct, predicted, gold }: Counts): Scores {
  const precision = predicted === 0 ? 0 : correct / predicted;
  const recall = gold === 0 ? 0 : correct / gold;
  return { precision, recall, f1: harmonicMean(precision, recall) };
}

/** The harmonic mean of two numbers that are not negative; 0 where both are 0. */
export function harmonicMean(a: number, b: number): number {
  return a + b === 0 ? 0 : (2 * a * b) / (a + b);
}
