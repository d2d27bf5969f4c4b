import type { Logger } from '@cloze/contracts';
import { createBatchMaker, openCorpus } from '@cloze/data-loaders';
import { CORPUS_STATISTICS, TOKENIZER, VOCABULARY, type ArtefactStore, type RunContainer } from '@cloze/registry';
import { createRun } from '../compose/create-run.js';
import { validationJob } from '../compose/run-batches.js';
import { CORPORA } from '../compose/run-tokens.js';
import type { ParsedRun } from '../config/parse-run.js';
import type { ResolvedRun } from './resolve-run.js';
import { unigramBaseline, type GuessingScore } from './unigram-baseline.js';

/** What guessing by frequency reaches at the very masks that a run's last phase evaluates at. */
export async function guessByFrequency(
  resolved: ResolvedRun,
  artefacts: ArtefactStore,
  logger: Logger,
): Promise<GuessingScore> {
  const phase = resolved.phases.length - 1;
  const parsed = resolved.phases[phase];
  const run = createRun({ ...resolved, parsed, artefacts, shared: artefacts, logger, phase });
  return guess(parsed, run).finally(() => run.dispose());
}

async function guess(parsed: ParsedRun, run: RunContainer): Promise<GuessingScore> {
  await run.prepare(TOKENIZER);
  await run.prepare(CORPORA);
  const { unigramCounts } = await run.prepare(CORPUS_STATISTICS);
  const vocabulary = run.get(VOCABULARY);
  const job = validationJob(parsed, run);
  const corpus = openCorpus(job.split.corpus);
  try {
    const plugins = [parsed.sampler, ...parsed.corruption, ...parsed.objectives].map(({ plugin }) => plugin);
    const maker = createBatchMaker(job, plugins, corpus);
    const plan = maker.plan(0);
    const examples = Array.from(plan.order, (index) => maker.example(plan, index, 0));
    return unigramBaseline(
      examples,
      unigramCounts,
      (id) => vocabulary.isSpecial(id) || id === vocabulary.special.unknown,
    );
  } finally {
    corpus.close();
  }
}
