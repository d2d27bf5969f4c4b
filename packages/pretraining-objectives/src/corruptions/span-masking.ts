import { defineCorruption } from '@cloze/contracts';
import { z } from 'zod';
import { candidateWords } from './candidate-words.js';
import { drawSpans, runsOf } from './draw-spans.js';
import { maskingBudget } from './masking-budget.js';
import { rateOption } from './rate.js';
import { spanLengths } from './span-lengths.js';
import { targetOptions, targetSpoiler } from './target-spoiler.js';

/**
 * SpanBERT's masking (Joshi et al., 2020, section 3.1): spans of whole words become targets, with one 80/10/10 draw for a whole span and
 * random tokens drawn one by one. Drawing stops before a span would exceed the budget (only the first may), so that every span
 * consists of complete words, as the paper has it; SpanBERT's code cuts the last span at the end of its budget.
 */
export const spanMasking = defineCorruption({
  name: 'span-masking.v1',
  summary: 'Makes random spans of words targets: 80 % [MASK], 10 % random tokens, 10 % kept, a draw a span',
  options: z.strictObject({
    /** Share of an example's tokens, special tokens counted, that become targets. */
    rate: rateOption.default(0.15),
    /** Probability that a span ends after each of its words: p of the geometric distribution. */
    endProbability: z.number().gt(0).lt(1).default(0.2),
    /** Longest span, in words. */
    maxWords: z.int().positive().default(10),
    /** `merge`: spans that touch count as one; `apart`: a clear word is kept between spans. */
    touching: z.enum(['merge', 'apart']).default('merge'),
    ...targetOptions,
  }),
  features: () => ({ requires: ['word-starts'], provides: ['spoilt', 'token-targets', 'spans'] }),
  create({ rate, endProbability, maxWords, touching, ...target }, host) {
    const spoiler = targetSpoiler(target, host);
    const lengths = spanLengths(endProbability, maxWords);
    return (view, { random, progress }) => {
      const budget = maskingBudget(view.inputIds.length, rate, progress);
      const taken = new Uint8Array(view.inputIds.length);
      for (let i = 0; i < view.spans.length; i += 2) taken.fill(1, view.spans[i], view.spans[i + 1]);
      const words = candidateWords(view, host.vocabulary);
      const fresh = drawSpans({ words, taken, lengths, budget, touching, random });

      const inputIds = view.inputIds.slice();
      const actions = view.actions.slice();
      const drawn = runsOf(fresh);
      for (let run = 0; run < drawn.length; run += 2) {
        const action = spoiler.drawAction(random);
        for (let i = drawn[run]; i < drawn[run + 1]; i += 1) {
          actions[i] = action;
          inputIds[i] = spoiler.show(action, inputIds[i], random);
        }
      }
      return { ...view, inputIds, actions, spans: runsOf(taken.map((flag, i) => flag | fresh[i])) };
    };
  },
});
