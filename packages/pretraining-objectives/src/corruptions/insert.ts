import { defineCorruption } from '@cloze/contracts';
import { z } from 'zod';
import { drawWithoutReplacement } from './draw-without-replacement.js';
import { randomTokens, randomTokensOption } from './random-tokens.js';
import { largestRate, rateAt, rateOption } from './rate.js';
import { rebuildView, type Row } from './rebuild-view.js';

/**
 * Inserts random tokens, at most one between two neighbours. Nothing is inserted before `[CLS]`, behind the last `[SEP]` or inside a span of
 * targets. The number is rounded down, so that no example outgrows the sampler's budget: examples shorter than 1 / rate stay whole.
 */
export const insert = defineCorruption({
  name: 'insert.v1',
  summary: 'Inserts random tokens',
  options: z.strictObject({
    /** Number of tokens to insert over an example's tokens, special tokens counted. */
    rate: rateOption.default(0.1),
    randomTokens: randomTokensOption,
  }),
  features: () => ({ provides: ['spoilt'], breaks: ['aligned-positions'] }),
  growth: ({ rate }) => 1 + largestRate(rate),
  create({ rate, randomTokens: from }, host) {
    const drawToken = randomTokens(from, host);
    return (view, { random, progress }) => {
      const { inputIds, partStarts, spans } = view;
      const closed = new Set<number>(partStarts);
      for (let span = 0; span < spans.length; span += 2) {
        for (let i = spans[span] + 1; i < spans[span + 1]; i += 1) closed.add(i);
      }
      const gaps = Int32Array.from(inputIds.keys()).filter((i) => !closed.has(i)); // a gap by the token behind it
      const count = Math.floor(rateAt(rate, progress) * inputIds.length);
      const chosen = new Set(drawWithoutReplacement(gaps, count, random));
      const rows: Row[] = [];
      for (let i = 0; i < inputIds.length; i += 1) {
        if (chosen.has(i)) rows.push({ from: i, inserted: drawToken(random) });
        rows.push({ from: i });
      }
      return rebuildView(view, rows);
    };
  },
});
