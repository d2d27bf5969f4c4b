import { averagedScores, type AveragedScores } from '../averages/averaged-scores.js';
import type { Counts } from '../averages/scores.js';
import { confusionMatrix } from './confusion-matrix.js';

/**
 * Precision, recall and F1 by label and in averages, as scikit-learn has them with 0 for a division by zero.
 * @param labels what to average over, also labels that do not occur; others count as mistakes of these; all that occur in either where left out
 */
export function classificationScores(
  gold: readonly string[],
  predicted: readonly string[],
  labels?: readonly string[],
): AveragedScores {
  const { labels: occurring, counts } = confusionMatrix(gold, predicted);
  const matches = new Map<string, Counts>((labels ?? []).map((name) => [name, { correct: 0, predicted: 0, gold: 0 }]));
  occurring.forEach((name, i) => {
    if (labels !== undefined && !matches.has(name)) return;
    const ofColumn = counts.reduce((sum, row) => sum + row[i], 0);
    const ofRow = counts[i].reduce((sum, count) => sum + count, 0);
    matches.set(name, { correct: counts[i][i], predicted: ofColumn, gold: ofRow });
  });
  return averagedScores(matches);
}
