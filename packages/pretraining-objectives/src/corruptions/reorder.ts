import { defineCorruption, TokenAction, type RandomStream, type View, type Vocabulary } from '@cloze/contracts';
import { z } from 'zod';
import { isCandidate } from './candidates.js';
import { randomCount } from './random-count.js';
import { rateAt, rateOption } from './rate.js';

/**
 * Shuffles the tokens inside small windows that do not overlap, each order equally likely. A window lies within a segment and holds no
 * token that an earlier corruption touched, so every other token keeps its place.
 */
export const reorder = defineCorruption({
  name: 'reorder.v1',
  summary: 'Shuffles the tokens inside small windows',
  options: z.strictObject({
    /** Share of an example's tokens, special tokens counted, that lie in shuffled windows. */
    rate: rateOption.default(0.15),
    /** Tokens of a window. */
    window: z.int().min(2).default(3),
  }),
  features: () => ({ provides: ['spoilt'], breaks: ['word-starts'] }),
  create:
    ({ rate, window }, { vocabulary }) =>
    (view, { random, progress }) => {
      const count = randomCount((rateAt(rate, progress) * view.inputIds.length) / window, random);
      const inputIds = view.inputIds.slice();
      const wordStarts = view.wordStarts.slice();
      const origins = view.origins.slice();
      const actions = view.actions.slice();
      for (const start of drawWindows(view, vocabulary, window, count, random)) {
        random.shuffle(Array.from({ length: window }, (_, i) => start + i)).forEach((from, i) => {
          const to = start + i;
          inputIds[to] = view.inputIds[from];
          wordStarts[to] = view.wordStarts[from];
          origins[to] = view.origins[from];
          if (from !== to) actions[to] = TokenAction.moved;
        });
      }
      return { ...view, inputIds, wordStarts, origins, actions };
    },
});

/** First positions of up to `count` windows that do not overlap, drawn one by one from those still free. */
function drawWindows(
  view: View,
  vocabulary: Vocabulary,
  window: number,
  count: number,
  random: RandomStream,
): number[] {
  const free = Array.from(view.inputIds, (_, i) => isCandidate(view, i, vocabulary));
  const starts: number[] = [];
  while (starts.length < count) {
    const open = [...view.inputIds.keys()].filter((i) => isOpen(i));
    if (open.length === 0) break;
    const start = open[random.below(open.length)];
    free.fill(false, start, start + window);
    starts.push(start);
  }
  return starts;

  function isOpen(start: number): boolean {
    for (let i = start; i < start + window; i += 1) {
      if (!free[i] || view.segmentIds[i] !== view.segmentIds[start]) return false;
    }
    return true;
  }
}
