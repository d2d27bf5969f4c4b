import { TokenAction, type HostServices, type RandomStream } from '@cloze/contracts';
import { z } from 'zod';
import { randomTokens, randomTokensOption } from './random-tokens.js';

const share = z.number().min(0).max(1);

/** Options of corruptions that make targets: what the targets show. */
export const targetOptions = {
  /** Shares of the targets that show `[MASK]`, a random token, or themselves. */
  shares: z
    .strictObject({ mask: share, random: share, keep: share })
    .refine(({ mask, random, keep }) => Math.abs(mask + random + keep - 1) < 1e-9, 'shares that add up to 1')
    .default({ mask: 0.8, random: 0.1, keep: 0.1 }),
  randomTokens: randomTokensOption,
};

/** Parsed {@link targetOptions}. */
export interface TargetOptions {
  readonly shares: { readonly mask: number; readonly random: number; readonly keep: number };
  readonly randomTokens: 'unigram' | 'uniform';
}

/** What targets show. */
export interface TargetSpoiler {
  /** Draws one of masked, replaced and kept. */
  drawAction(random: RandomStream): number;
  /** What the token `id` becomes under an action; draws where it is replaced. */
  show(action: number, id: number, random: RandomStream): number;
}

/** BERT's 80/10/10 rule (Devlin et al., 2019, appendix A.1), with shares as options. */
export function targetSpoiler(options: TargetOptions, host: HostServices): TargetSpoiler {
  const { mask, random: replace } = options.shares;
  const drawToken = randomTokens(options.randomTokens, host);
  const shownMask = host.vocabulary.special.mask;
  return {
    drawAction(random) {
      const draw = random.uniform();
      if (draw < mask) return TokenAction.masked;
      return draw < mask + replace ? TokenAction.replaced : TokenAction.kept;
    },
    show(action, id, random) {
      if (action === TokenAction.masked) return shownMask;
      return action === TokenAction.replaced ? drawToken(random) : id;
    },
  };
}
