import { TokenAction, type Example } from '@cloze/contracts';

/** How well one can guess what stands at masks. */
export interface GuessingScore {
  /** Number of masks. */
  readonly masks: number;
  /** Share guessed right. */
  readonly accuracy: number;
  /** Mean negative log-probability of the right token, nats. */
  readonly loss: number;
  /** Entropy of the masked tokens' own distribution, nats: the best that any fixed distribution could reach on them. */
  readonly entropy: number;
}

/**
 * Guessing by frequency: always the most frequent token, and each token's probability is its share of the training text, with one
 * more of each so that none is impossible (Laplace).
 * @param counts how often each token occurs in the training text
 * @param excluded tokens that nobody would guess: special ones
 */
export function unigramBaseline(
  examples: Iterable<Example>,
  counts: ArrayLike<number>,
  excluded: (id: number) => boolean,
): GuessingScore {
  const smoothed = Float64Array.from(counts, (count, id) => (excluded(id) ? 0 : count + 1));
  const total = smoothed.reduce((sum, count) => sum + count, 0);
  const best = smoothed.reduce((top, count, id) => (count > smoothed[top] ? id : top), 0);
  const seen = new Map<number, number>();
  let [masks, right, loss] = [0, 0, 0];
  for (const { original, corrupted } of examples) {
    corrupted.actions.forEach((action, position) => {
      if (action !== TokenAction.masked) return;
      const id = original.inputIds[corrupted.origins[position]];
      masks += 1;
      seen.set(id, (seen.get(id) ?? 0) + 1);
      right += id === best ? 1 : 0;
      loss -= Math.log(smoothed[id] / total);
    });
  }
  let entropy = 0;
  for (const count of seen.values()) entropy -= (count / masks) * Math.log(count / masks);
  return { masks, accuracy: right / masks, loss: loss / masks, entropy };
}
