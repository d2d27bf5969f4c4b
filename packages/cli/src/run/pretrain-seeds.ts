import { withRunFolder } from './open-run-folder.js';
import { pretrain, type PretrainOptions } from './pretrain.js';
import { runSeeds, type SeedsResult } from './run-seeds.js';
import { seedRun } from './seed-run.js';

/** Pretrains with one seed after the other, each in a run folder of its own that could go on alone. */
export function pretrainSeeds(options: PretrainOptions, seeds: readonly number[]): Promise<SeedsResult> {
  const { resolved, artefacts, resume, logger } = options;
  return runSeeds({
    seeds,
    artefacts,
    logger,
    run(seed, out) {
      const own = seedRun(resolved, seed);
      return withRunFolder({ ...own, out, resume, logger }, (folder) =>
        pretrain({ ...options, resolved: own, artefacts: folder }),
      );
    },
  });
}
