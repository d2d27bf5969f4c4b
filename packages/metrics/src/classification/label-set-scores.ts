import { averagedScores, type AveragedScores } from '../averages/averaged-scores.js';
import { countMatches } from '../averages/count-matches.js';

/** The labels of a text that may have several, beside those predicted. */
export interface LabelSetPair {
  readonly gold: readonly string[];
  readonly predicted: readonly string[];
}

/**
 * Precision, recall and F1 by label and in averages, where each text may have several.
 * @param labels what to average over, also labels that do not occur; all that occur in either where left out
 */
export function labelSetScores(pairs: readonly LabelSetPair[], labels?: readonly string[]): AveragedScores {
  const found = (names: readonly string[]) => names.map((type) => ({ type, key: '' }));
  const counts = countMatches(pairs.map(({ gold, predicted }) => ({ gold: found(gold), predicted: found(predicted) })));
  if (labels === undefined) return averagedScores(counts);
  const none = { correct: 0, predicted: 0, gold: 0 };
  return averagedScores(new Map(labels.map((label) => [label, counts.get(label) ?? none])));
}
