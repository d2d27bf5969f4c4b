import type { HostServices, KeyedRandom, UnigramDistribution, Vocabulary } from '@cloze/contracts';
import { inject, injectable, RANDOM, UNIGRAM, VOCABULARY } from '@cloze/registry';

/** What host halves get in this thread; worker threads make the same from the run's job. */
@injectable()
export class RunHostServices implements HostServices {
  constructor(
    @inject(VOCABULARY) readonly vocabulary: Vocabulary,
    @inject(UNIGRAM) readonly unigram: UnigramDistribution,
    @inject(RANDOM) readonly random: KeyedRandom,
  ) {}
}
