/** How often each class is the right answer. */
export type AnswerCounts = ReadonlyMap<number, number>;

/** What always giving the same answer reaches on the targets of some batches, batch by batch. */
export interface ConstantGuess {
  /** Sums of the loss under the answers' own distribution, the best that does not look at the input: their mean is its entropy. */
  readonly losses: readonly number[];
  /** Targets whose answer is the most frequent one. */
  readonly correct: readonly number[];
}

/** Counts answers. */
export function countAnswers(answers: ArrayLike<number>): Map<number, number> {
  const counts = new Map<number, number>();
  for (let i = 0; i < answers.length; i += 1) counts.set(answers[i], (counts.get(answers[i]) ?? 0) + 1);
  return counts;
}

/** The best constant prediction for answers that are known: no other constant has a smaller loss on them, or more right. */
export function constantGuess(batches: readonly AnswerCounts[]): ConstantGuess {
  const all = new Map<number, number>();
  for (const counts of batches) for (const [answer, count] of counts) all.set(answer, (all.get(answer) ?? 0) + count);
  const total = [...all.values()].reduce((sum, count) => sum + count, 0);
  const [best] = [...all].reduce((top, entry) => (entry[1] > top[1] ? entry : top), [-1, 0]);
  return {
    losses: batches.map((counts) =>
      [...counts].reduce(
        (sum, [answer, count]) => (count === 0 ? sum : sum - count * Math.log((all.get(answer) ?? 0) / total)),
        0,
      ),
    ),
    correct: batches.map((counts) => counts.get(best) ?? 0),
  };
}
