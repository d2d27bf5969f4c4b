import { defineCorruption, TokenAction } from '@cloze/contracts';
import { z } from 'zod';

/** Swaps a share of neighbouring tokens. */
export default defineCorruption({
  name: 'swap-neighbours.v1',
  summary: 'Swaps neighbouring tokens.',
  options: z.strictObject({ rate: z.number().min(0).max(1).default(0.1) }),
  features: () => ({ provides: ['spoilt'], breaks: ['word-starts'] }),
  create:
    ({ rate }) =>
    (view, { random }) => {
      const isFree = (i: number) => view.special[i] === 0 && view.actions[i] === TokenAction.none;
      const inputIds = view.inputIds.slice();
      const origins = view.origins.slice();
      const actions = view.actions.slice();
      for (let i = 0; i + 1 < inputIds.length; i += 1) {
        if (!isFree(i) || !isFree(i + 1) || !random.bernoulli(rate)) continue;
        for (const array of [inputIds, origins]) [array[i], array[i + 1]] = [array[i + 1], array[i]];
        actions[i] = actions[i + 1] = TokenAction.moved;
        i += 1;
      }
      return { ...view, inputIds, origins, actions };
    },
});
