import { CheckpointError, type Logger } from '@cloze/contracts';
import type { ArtefactStore } from '@cloze/registry';
import type { TrainResult } from '@cloze/trainer';
import { z } from 'zod';
import { parseJson } from '../config/parse-json.js';

/** The file of a run folder that holds what its seeds reached. */
export const SEEDS_FILE = 'seeds.json';

/** How the run of one seed ended. */
export interface SeedResult {
  readonly status: TrainResult['status'];
  /** Values of the model that is kept. */
  readonly evaluation?: Readonly<Record<string, number>>;
}

/** What a seed reached. */
export interface SeedScore {
  readonly seed: number;
  readonly values: Readonly<Record<string, number>>;
}

/** What several seeds reached. */
export interface SeedsResult {
  /** `interrupted` where a seed was: those after it have not begun. */
  readonly status: 'completed' | 'interrupted';
  readonly seeds: readonly SeedScore[];
  /** Of each value that all seeds have. */
  readonly mean: Readonly<Record<string, number>>;
  /** Of the sample: the sum of squared differences is divided by the number of seeds less one. Empty for a single seed. */
  readonly standardDeviation: Readonly<Record<string, number>>;
}

/** The runs to make. */
export interface SeedRuns {
  readonly seeds: readonly number[];
  /** The folder of all of them; seed 3 gets `seed-3` in it. */
  readonly artefacts: ArtefactStore;
  readonly logger: Logger;
  /** Makes one seed's run in its folder, or goes on with it. */
  run(seed: number, folder: string): Promise<SeedResult>;
}

const number = z
  .number()
  .nullable()
  .transform((value) => value ?? NaN);
const saved = z.object({
  seeds: z.array(z.object({ seed: z.int(), values: z.record(z.string(), number) })),
});

/**
 * Makes the same run with several seeds, one after the other, each in a folder of its own, and tells mean and standard deviation of what they
 * reach. What is done is saved in `seeds.json` after each seed; made again on the same folder, it goes on with the next one.
 * @throws CheckpointError where `seeds.json` is malformed, and whatever a run throws
 */
export async function runSeeds({ seeds, artefacts, logger, run }: SeedRuns): Promise<SeedsResult> {
  const done = new Map((await readScores(artefacts)).map((score) => [score.seed, score]));
  for (const [i, seed] of seeds.entries()) {
    const which = `Seed ${seed}, ${i + 1} of ${seeds.length}`;
    if (done.has(seed)) {
      logger.info(`${which}, is done`);
      continue;
    }
    logger.info(which);
    const { status, evaluation = {} } = await run(seed, artefacts.path(`seed-${seed}`));
    if (status === 'interrupted') return summarize('interrupted', seeds, done);
    done.set(seed, { seed, values: evaluation });
    const { status: _, ...content } = summarize('completed', seeds, done);
    await artefacts.write(SEEDS_FILE, `${JSON.stringify(content, undefined, 2)}\n`);
  }
  return summarize('completed', seeds, done);
}

async function readScores(artefacts: ArtefactStore): Promise<readonly SeedScore[]> {
  const text = await artefacts.readText(SEEDS_FILE);
  if (text === undefined) return [];
  const path = artefacts.path(SEEDS_FILE);
  const result = saved.safeParse(parseJson(text, path));
  if (result.success) return result.data.seeds;
  const [{ path: at, message }] = result.error.issues;
  throw new CheckpointError({
    what: 'What the seeds of a run have reached cannot be read',
    where: `${path}, ${at.join('.')}`,
    received: message,
    fix: 'delete the file: seeds that are done are then only evaluated again',
  });
}

function summarize(
  status: SeedsResult['status'],
  seeds: readonly number[],
  done: ReadonlyMap<number, SeedScore>,
): SeedsResult {
  const scores = seeds.flatMap((seed) => done.get(seed) ?? []);
  const names = Object.keys(scores[0]?.values ?? {}).filter((name) => scores.every(({ values }) => name in values));
  const mean: Record<string, number> = {};
  const standardDeviation: Record<string, number> = {};
  for (const name of names) {
    const values = scores.map(({ values: own }) => own[name]);
    const center = values.reduce((sum, value) => sum + value, 0) / values.length;
    mean[name] = center;
    if (values.length < 2) continue;
    const squares = values.reduce((sum, value) => sum + (value - center) ** 2, 0);
    standardDeviation[name] = Math.sqrt(squares / (values.length - 1));
  }
  return { status, seeds: scores, mean, standardDeviation };
}
