import { createBatchMaker, openCorpus } from '@cloze/data-loaders';
import { CORPUS_STATISTICS, TOKENIZER, VOCABULARY, type RunContainer } from '@cloze/registry';
import type { Example } from '@cloze/contracts';
import { trainingJob } from '../compose/run-batches.js';
import { CORPORA } from '../compose/run-tokens.js';
import type { ParsedRun } from '../config/parse-run.js';
import { formatExample, touchedTokens } from '../output/format-example.js';

/** An example as `--dry-run --json` prints it. */
export interface ShownExample {
  readonly text: string;
  readonly tokens: number;
  /** Tokens that a corruption did something to. */
  readonly touched: number;
  readonly labels: Example['labels'];
}

/** The first examples of a run's first epoch, with what the corruptions did to them. No tensors are made. */
export async function firstExamples(parsed: ParsedRun, run: RunContainer, count = 10): Promise<ShownExample[]> {
  await run.prepare(TOKENIZER);
  await run.prepare(CORPORA);
  await run.prepare(CORPUS_STATISTICS);
  const job = trainingJob(parsed, run);
  const corpus = openCorpus(job.split.corpus);
  try {
    const plugins = [parsed.sampler, ...parsed.corruption, ...parsed.objectives].map(({ plugin }) => plugin);
    const maker = createBatchMaker(job, plugins, corpus);
    const plan = maker.plan(0);
    const vocabulary = run.get(VOCABULARY);
    return Array.from(plan.order.subarray(0, count), (index) => {
      const example = maker.example(plan, index, 0);
      return {
        text: formatExample(example, vocabulary),
        tokens: example.corrupted.inputIds.length,
        touched: touchedTokens(example),
        labels: example.labels,
      };
    });
  } finally {
    corpus.close();
  }
}
