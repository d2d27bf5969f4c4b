import { harmonicMean } from '../averages/scores.js';
import { answerWords, normalizeAnswer } from './normalize-answer.js';

/**
 * Whose rules: by those of SQuAD 2.0, gold answers that normalise to nothing do not count, none left means that there is no answer,
 * and an empty prediction is then right; by those of 1.1 an empty answer shares no word with any.
 */
export type SquadRules = '1.1' | '2.0';

/** How well one answer agrees with the best of its gold answers. */
export interface AnswerScores {
  /** 1 where the normalised texts are equal, or 0. */
  readonly exactMatch: number;
  /** Of the words that they share, in [0, 1]. */
  readonly f1: number;
}

/** Scores an answer as SQuAD's evaluation scripts do, but as shares instead of per cent. */
export function answerScores(predicted: string, gold: readonly string[], rules: SquadRules): AnswerScores {
  const counted = rules === '1.1' ? gold : gold.filter((answer) => answerWords(answer).length > 0);
  const answers = counted.length > 0 ? counted : [''];
  return {
    exactMatch: Math.max(...answers.map((answer) => +(normalizeAnswer(predicted) === normalizeAnswer(answer)))),
    f1: Math.max(...answers.map((answer) => wordF1(answerWords(predicted), answerWords(answer), rules))),
  };
}

function wordF1(predicted: readonly string[], gold: readonly string[], rules: SquadRules): number {
  if (rules === '2.0' && (predicted.length === 0 || gold.length === 0)) return +(predicted.length === gold.length);
  const left = new Map<string, number>();
  for (const word of gold) left.set(word, (left.get(word) ?? 0) + 1);
  let same = 0;
  for (const word of predicted) {
    const count = left.get(word) ?? 0;
    if (count === 0) continue;
    left.set(word, count - 1);
    same += 1;
  }
  return same === 0 ? 0 : harmonicMean(same / predicted.length, same / gold.length);
}
