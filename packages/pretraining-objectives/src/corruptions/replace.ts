import { defineCorruption, TokenAction } from '@cloze/contracts';
import { z } from 'zod';
import { candidatePositions } from './candidates.js';
import { drawWithoutReplacement } from './draw-without-replacement.js';
import { randomCount } from './random-count.js';
import { randomTokens, randomTokensOption } from './random-tokens.js';
import { rateAt, rateOption } from './rate.js';

/** Replaces tokens by random ones. Each becomes a target, so that `mlm.v1` can restore it as well as `denoising.v1`. */
export const replace = defineCorruption({
  name: 'replace.v1',
  summary: 'Replaces a share of the tokens by random ones',
  options: z.strictObject({
    /** Share of an example's tokens, special tokens counted; rounded up or down at random. */
    rate: rateOption.default(0.1),
    randomTokens: randomTokensOption,
  }),
  features: () => ({ provides: ['spoilt', 'token-targets'] }),
  create({ rate, randomTokens: from }, host) {
    const drawToken = randomTokens(from, host);
    return (view, { random, progress }) => {
      const count = randomCount(rateAt(rate, progress) * view.inputIds.length, random);
      const inputIds = view.inputIds.slice();
      const actions = view.actions.slice();
      for (const i of drawWithoutReplacement(candidatePositions(view, host.vocabulary), count, random)) {
        inputIds[i] = drawToken(random);
        actions[i] = TokenAction.replaced;
      }
      return { ...view, inputIds, actions };
    };
  },
});
