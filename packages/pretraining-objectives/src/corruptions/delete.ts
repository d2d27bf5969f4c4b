import { defineCorruption } from '@cloze/contracts';
import { z } from 'zod';
import { candidatePositions } from './candidates.js';
import { drawWithoutReplacement } from './draw-without-replacement.js';
import { randomCount } from './random-count.js';
import { rateAt, rateOption } from './rate.js';
import { rebuildView } from './rebuild-view.js';

/** Deletes tokens without a trace, but for one token of text that always stays. */
export const deleteTokens = defineCorruption({
  name: 'delete.v1',
  summary: 'Deletes a share of the tokens',
  options: z.strictObject({
    /** Share of an example's tokens, special tokens counted; rounded up or down at random. */
    rate: rateOption.default(0.1),
  }),
  features: () => ({ provides: ['spoilt'], breaks: ['aligned-positions'] }),
  create:
    ({ rate }, { vocabulary }) =>
    (view, { random, progress }) => {
      const text = view.special.reduce((count, special) => count + 1 - special, 0);
      const wanted = randomCount(rateAt(rate, progress) * view.inputIds.length, random);
      const count = Math.max(0, Math.min(wanted, text - 1));
      const gone = new Set(drawWithoutReplacement(candidatePositions(view, vocabulary), count, random));
      const rows = Array.from(view.inputIds, (_, from) => ({ from })).filter(({ from }) => !gone.has(from));
      return rebuildView(view, rows);
    },
});
