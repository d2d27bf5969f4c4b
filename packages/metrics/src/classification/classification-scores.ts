import { averagedScores, type AveragedScores } from '../averages/averaged-scores.js';
import { confusionMatrix } from './confusion-matrix.js';

/**
 * Precision, recall and F1 by label and in averages, as scikit-learn has them with 0 for a division by zero.
 * @param labels what to average over, also labels that do not occur; all that occur in either where left out
 */
export function classificationScores(
  gold: readonly string[],
  predicted: readonly string[],
  labels?: readonly string[],
): AveragedScores {
  const { labels: names, counts } = confusionMatrix(gold, predicted, labels);
  const columns = names.map((_, j) => counts.reduce((sum, row) => sum + row[j], 0));
  const rows = counts.map((row) => row.reduce((sum, count) => sum + count, 0));
  return averagedScores(
    new Map(names.map((name, i) => [name, { correct: counts[i][i], predicted: columns[i], gold: rows[i] }])),
  );
}
