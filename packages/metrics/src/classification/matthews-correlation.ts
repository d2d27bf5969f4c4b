import { confusionMatrix } from './confusion-matrix.js';

/**
 * Matthews' correlation of labels, for any number of them: R_K of Gorodkin (2004), "Comparing two K-category assignments by a K-category
 * correlation coefficient". 0 where gold or prediction are all of one label, as in scikit-learn.
 */
export function matthewsCorrelation(gold: readonly string[], predicted: readonly string[]): number {
  const { counts } = confusionMatrix(gold, predicted);
  const rows = counts.map((row) => row.reduce((sum, count) => sum + count, 0)); // t_k
  const columns = counts.map((_, j) => counts.reduce((sum, row) => sum + row[j], 0)); // p_k
  const correct = counts.reduce((sum, row, i) => sum + row[i], 0); // c
  const total = gold.length; // s
  const product = (a: readonly number[], b: readonly number[]) => a.reduce((sum, value, i) => sum + value * b[i], 0);
  const covariance = correct * total - product(rows, columns);
  const variances = (total ** 2 - product(columns, columns)) * (total ** 2 - product(rows, rows));
  return variances === 0 ? 0 : covariance / Math.sqrt(variances);
}
