import { createBatchMaker, openCorpus } from '@cloze/data-loaders';
import { CORPUS_STATISTICS, TOKENIZER, type RunContainer } from '@cloze/registry';
import { validationJob } from '../compose/run-batches.js';
import { CORPORA } from '../compose/run-tokens.js';
import type { ParsedRun } from '../config/parse-run.js';
import type { Constants } from './constants.js';
import { detectionsAmong } from './detections.js';
import { ObjectiveConstants } from './objective-constants.js';

/**
 * The best constant prediction at the very targets that a stretch of training is evaluated on. No tensors are made.
 * @param metrics all that it recorded
 */
export async function constantsOfPhase(
  parsed: ParsedRun,
  run: RunContainer,
  metrics: readonly string[],
): Promise<Constants> {
  await run.prepare(TOKENIZER);
  await run.prepare(CORPORA);
  await run.prepare(CORPUS_STATISTICS);
  const job = validationJob(parsed, run);
  const corpus = openCorpus(job.split.corpus);
  try {
    const plugins = [parsed.sampler, ...parsed.corruption, ...parsed.objectives].map(({ plugin }) => plugin);
    const maker = createBatchMaker(job, plugins, corpus);
    const plan = maker.plan(0);
    const objectives = new Map(
      parsed.objectives.map((objective) => [
        objective.id,
        new ObjectiveConstants(objective, detectionsOf(objective.id, metrics)),
      ]),
    );
    for (let batch = 0; batch + 1 < plan.batchStarts.length; batch += 1) {
      const { targets } = maker.batch(plan, batch, 0);
      for (const [id, objective] of objectives) objective.add(targets[id]);
    }
    return Object.assign({}, ...[...objectives.values()].map((objective) => objective.constants()));
  } finally {
    corpus.close();
  }
}

function detectionsOf(id: string, metrics: readonly string[]): string[] {
  const within = `${id}.`;
  return detectionsAmong(metrics).flatMap((stem) => (stem.startsWith(within) ? [stem.slice(within.length)] : []));
}
