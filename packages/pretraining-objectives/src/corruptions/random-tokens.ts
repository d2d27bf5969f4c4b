import type { HostServices, RandomStream } from '@cloze/contracts';
import { z } from 'zod';

/** Where random tokens come from: as often as in the training corpus, or each equally often. */
export const randomTokensOption = z.enum(['unigram', 'uniform']).default('unigram');

/** Draws ids of ordinary tokens: never a special token or `[UNK]`. */
export function randomTokens(
  from: z.infer<typeof randomTokensOption>,
  { vocabulary, unigram }: HostServices,
): (random: RandomStream) => number {
  if (from === 'unigram') return (random) => unigram.sample(random);
  const ordinary: number[] = [];
  for (let id = 0; id < vocabulary.size; id += 1) {
    if (!vocabulary.isSpecial(id) && vocabulary.token(id) !== '') ordinary.push(id);
  }
  return (random) => ordinary[random.below(ordinary.length)];
}
