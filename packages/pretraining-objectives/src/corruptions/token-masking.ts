import { defineCorruption, type RandomStream } from '@cloze/contracts';
import { z } from 'zod';
import { candidatePositions } from './candidates.js';
import { candidateWords, type WordRange } from './candidate-words.js';
import { drawWithoutReplacement } from './draw-without-replacement.js';
import { maskingBudget } from './masking-budget.js';
import { rateAt, rateOption } from './rate.js';
import { targetOptions, targetSpoiler } from './target-spoiler.js';

/**
 * BERT's masking (Devlin et al., 2019, section 3.1): a share of the tokens become targets, of which 80 % show `[MASK]`, 10 % a random
 * token and 10 % themselves, drawn for each token; the share is met in every example, or on average. With `wholeWords`, all tokens of a word become targets together: words are taken in
 * random order, and one that would exceed the budget is left out.
 */
export const tokenMasking = defineCorruption({
  name: 'token-masking.v1',
  summary: 'Makes random tokens, or whole words, targets: 80 % [MASK], 10 % a random token, 10 % kept',
  options: z.strictObject({
    /** Share of an example's tokens, special tokens counted, that become targets. */
    rate: rateOption.default(0.15),
    /**
     * `budget`: that share of each example's tokens, to the nearest number, as in BERT's code. `each`: every token, or word, with that
     * probability, whatever becomes of the others, as in Hugging Face's collator.
     */
    draw: z.enum(['budget', 'each']).default('budget'),
    /** Largest number of targets of an example. */
    maxPerExample: z.int().positive().optional(),
    wholeWords: z.boolean().default(false),
    ...targetOptions,
  }),
  features: ({ wholeWords }) => ({
    requires: wholeWords ? ['word-starts'] : [],
    provides: ['spoilt', 'token-targets'],
  }),
  create({ rate, draw, maxPerExample = Infinity, wholeWords, ...target }, host) {
    const spoiler = targetSpoiler(target, host);
    return (view, { random, progress }) => {
      const isTaken = draw === 'each' ? () => random.bernoulli(rateAt(rate, progress)) : () => true;
      const budget =
        draw === 'each' ? maxPerExample : maskingBudget(view.inputIds.length, rate, progress, maxPerExample);
      const chosen = wholeWords
        ? drawWords(candidateWords(view, host.vocabulary).filter(isTaken), budget, random)
        : drawWithoutReplacement(candidatePositions(view, host.vocabulary).filter(isTaken), budget, random);
      const inputIds = view.inputIds.slice();
      const actions = view.actions.slice();
      for (const i of chosen) {
        actions[i] = spoiler.drawAction(random);
        inputIds[i] = spoiler.show(actions[i], inputIds[i], random);
      }
      return { ...view, inputIds, actions };
    };
  },
});

/** Positions of words drawn until the budget is reached, skipping those that would exceed it. */
function drawWords(words: WordRange[], budget: number, random: RandomStream): number[] {
  const chosen: number[] = [];
  for (const { start, end } of random.shuffle(words)) {
    if (chosen.length >= budget) break;
    if (chosen.length + end - start > budget) continue;
    for (let i = start; i < end; i += 1) chosen.push(i);
  }
  return chosen;
}
