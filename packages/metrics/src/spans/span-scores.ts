import type { TextSpan } from '@cloze/contracts';
import { averagedScores, type AveragedScores } from '../averages/averaged-scores.js';
import { countMatches } from '../averages/count-matches.js';

/**
 * Precision, recall and F1 of labelled stretches, which may nest and overlap: one is right where start, end and label are.
 * @param gold spans of each text
 * @param predicted spans of each text, as many texts
 * @param labelled false: the label does not matter
 */
export function spanScores(
  gold: readonly (readonly TextSpan[])[],
  predicted: readonly (readonly TextSpan[])[],
  labelled = true,
): AveragedScores {
  const found = (spans: readonly TextSpan[]) =>
    spans.map(({ start, end, label }) => ({ type: labelled ? label : 'span', key: `${start} ${end}` }));
  return averagedScores(countMatches(gold.map((spans, i) => ({ gold: found(spans), predicted: found(predicted[i]) }))));
}
