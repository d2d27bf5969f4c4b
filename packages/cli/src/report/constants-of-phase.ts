import { createBatchMaker, openCorpus } from '@cloze/data-loaders';
import { CORPUS_STATISTICS, TOKENIZER, type RunContainer } from '@cloze/registry';
import { validationJob } from '../compose/run-batches.js';
import { CORPORA } from '../compose/run-tokens.js';
import type { ParsedRun } from '../config/parse-run.js';
import { constantGuess, countAnswers } from '../evaluate/constant-guess.js';

/** What the best constant prediction reaches, by the name of the metric that it is compared with. */
export type Constants = Readonly<Record<string, number>>;

/** The best constant prediction at the very targets that a stretch of training is evaluated on. No tensors are made. */
export async function constantsOfPhase(parsed: ParsedRun, run: RunContainer): Promise<Constants> {
  await run.prepare(TOKENIZER);
  await run.prepare(CORPORA);
  await run.prepare(CORPUS_STATISTICS);
  const job = validationJob(parsed, run);
  const corpus = openCorpus(job.split.corpus);
  try {
    const plugins = [parsed.sampler, ...parsed.corruption, ...parsed.objectives].map(({ plugin }) => plugin);
    const maker = createBatchMaker(job, plugins, corpus);
    const plan = maker.plan(0);
    const counts = new Map<string, Map<number, number>>();
    for (let batch = 0; batch + 1 < plan.batchStarts.length; batch += 1) {
      const { targets } = maker.batch(plan, batch, 0);
      for (const { id, plugin } of parsed.objectives) {
        for (const [stem, answers] of Object.entries(plugin.answers?.(targets[id]) ?? {})) {
          const key = JSON.stringify([id, stem, typeof targets[id].weight !== 'number' && stem in targets[id].weight]);
          counts.set(key, added(counts.get(key), countAnswers(answers)));
        }
      }
    }
    return Object.fromEntries([...counts].flatMap(([key, answers]) => entriesOf(key, answers)));
  } finally {
    corpus.close();
  }
}

function added(counts: Map<number, number> = new Map(), more: ReadonlyMap<number, number>): Map<number, number> {
  for (const [answer, count] of more) counts.set(answer, (counts.get(answer) ?? 0) + count);
  return counts;
}

/** `mlm.loss` and `mlm.accuracy`, `rtd.generator.loss` and `rtd.generatorAccuracy`, `mlm.maskedLoss` and `mlm.maskedAccuracy`. */
function entriesOf(key: string, answers: ReadonlyMap<number, number>): [string, number][] {
  const [id, stem, isTerm] = JSON.parse(key) as [string, string, boolean];
  const total = [...answers.values()].reduce((sum, count) => sum + count, 0);
  if (total === 0) return [];
  const { losses, correct } = constantGuess([answers]);
  const loss = stem === '' ? 'loss' : isTerm ? `${stem}.loss` : `${stem}Loss`;
  return [
    [`${id}.${loss}`, losses[0] / total],
    [`${id}.${stem === '' ? 'accuracy' : `${stem}Accuracy`}`, correct[0] / total],
  ];
}
