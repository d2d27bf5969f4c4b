import type { AnswerCandidate, AnswerPrediction, EncodedRecord, QuestionRecord } from '@cloze/contracts';
import { softmax } from '../classification/softmax.js';
import { contextTokens } from './answer-tokens.js';

/** What a window says: its best stretches, best first, and the score of the empty answer. */
export interface WindowAnswers {
  readonly candidates: readonly AnswerCandidate[];
  readonly emptyScore: number;
}

/**
 * The best stretches of a window's context: every start with every end behind it, up to a length.
 * @param logits [tokens * 2]: of start and end
 * @param longest most tokens of an answer
 */
export function windowAnswers(
  window: EncodedRecord<QuestionRecord>,
  logits: ArrayLike<number>,
  longest: number,
  count: number,
): WindowAnswers {
  const [from, to] = contextTokens(window);
  const found: { first: number; last: number; score: number }[] = [];
  for (let first = from; first < to; first += 1) {
    for (let last = first; last < Math.min(to, first + longest); last += 1) {
      const score = logits[2 * first] + logits[2 * last + 1];
      if (found.length === count && score <= found[count - 1].score) continue;
      let place = found.length;
      while (place > 0 && found[place - 1].score < score) place -= 1;
      found.splice(place, 0, { first, last, score });
      if (found.length > count) found.pop();
    }
  }
  const { record, offsets } = window;
  return {
    candidates: found.map(({ first, last, score }) => {
      const [start, end] = [offsets[2 * first], offsets[2 * last + 1]];
      return { answer: record.text.slice(start, end), start, end, score };
    }),
    emptyScore: logits[0] + logits[1],
  };
}

/**
 * The answer over all windows of a record: each stretch by its best score, and the empty answer by its smallest, since a window without
 * the answer is right to give none (as in BERT's code for SQuAD 2.0). Probabilities are those among the best stretches and the empty answer.
 * @param threshold the empty answer is given where its score is higher than the best one's by more than this; never when undefined
 */
export function bestAnswer(windows: readonly WindowAnswers[], count: number, threshold?: number): AnswerPrediction {
  const byPlace = new Map<string, AnswerCandidate>();
  for (const { candidates } of windows) {
    for (const candidate of candidates) {
      const place = `${candidate.start} ${candidate.end}`;
      const other = byPlace.get(place);
      if (other === undefined || candidate.score > other.score) byPlace.set(place, candidate);
    }
  }
  const best = [...byPlace.values()]
    .sort((a, b) => b.score - a.score || a.start - b.start || a.end - b.end)
    .slice(0, count);
  const unanswerableScore = Math.min(...windows.map(({ emptyScore }) => emptyScore));
  const probabilities = softmax([...best.map(({ score }) => score), unanswerableScore]);
  const nBest = best.map((candidate, i) => ({ ...candidate, probability: probabilities[i] }));
  const unanswerableProbability = probabilities[best.length];
  const isEmpty = nBest.length === 0 || (threshold !== undefined && unanswerableScore - nBest[0].score > threshold);
  const empty = { answer: '', start: 0, end: 0, score: unanswerableScore, probability: unanswerableProbability };
  return { ...(isEmpty ? empty : nBest[0]), nBest, unanswerableScore, unanswerableProbability };
}
