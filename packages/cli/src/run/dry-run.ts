import type { Example, HostServices, ViewName, Weights } from '@cloze/contracts';
import type { ShownTarget } from '@cloze/contracts/tensor';
import { createBatchMaker, createHostServices, openCorpus } from '@cloze/data-loaders';
import { CORPUS_STATISTICS, TOKENIZER, type RunContainer } from '@cloze/registry';
import { trainingJob } from '../compose/run-batches.js';
import { CORPORA } from '../compose/run-tokens.js';
import type { ParsedRun } from '../config/parse-run.js';
import { exampleTable } from '../output/example-table.js';
import { formatExample, touchedTokens } from '../output/format-example.js';

/** What an objective asks about an example. */
export interface ShownObjective {
  readonly id: string;
  /** Views that it reads. */
  readonly views: readonly ViewName[];
  /** Number of targets, or one a term. */
  readonly weight: Weights;
  /** Empty where the objective does not show any. */
  readonly targets: readonly ShownTarget[];
}

/** An example as `--dry-run --json` prints it. */
export interface ShownExample {
  readonly text: string;
  readonly tokens: number;
  /** Tokens that a corruption did something to: those deleted too. */
  readonly touched: number;
  readonly labels: Example['labels'];
  readonly objectives: readonly ShownObjective[];
}

/** An example, and how it is shown on a terminal of some width. */
export interface DryExample {
  readonly shown: ShownExample;
  table(width: number): string[];
}

/** The first examples of a run's first epoch, with what corruptions did to them and objectives ask. No tensors are made. */
export async function firstExamples(parsed: ParsedRun, run: RunContainer, count = 10): Promise<DryExample[]> {
  await run.prepare(TOKENIZER);
  await run.prepare(CORPORA);
  const { unigramCounts } = await run.prepare(CORPUS_STATISTICS);
  const job = trainingJob(parsed, run);
  const corpus = openCorpus(job.split.corpus);
  try {
    const plugins = [parsed.sampler, ...parsed.corruption, ...parsed.objectives].map(({ plugin }) => plugin);
    const maker = createBatchMaker(job, plugins, corpus);
    const plan = maker.plan(0);
    const host = createHostServices(job.vocabulary, unigramCounts, job.seed);
    return Array.from(plan.order.subarray(0, count), (index) => {
      const example = maker.example(plan, index, 0);
      const objectives = parsed.objectives.map((objective) => shownObjective(objective, example, host));
      const { labels } = example;
      const { length } = example.corrupted.inputIds;
      const text = formatExample(example, host.vocabulary);
      return {
        shown: { text, tokens: length, touched: touchedTokens(example), labels, objectives },
        table: (width) => exampleTable(example, objectives, host.vocabulary, width),
      };
    });
  } finally {
    corpus.close();
  }
}

function shownObjective(
  { id, plugin, options }: ParsedRun['objectives'][number],
  example: Example,
  host: HostServices,
): ShownObjective {
  const targets = plugin.targets(options, host).collate([example], 0);
  const views = plugin.views?.(options) ?? ['corrupted'];
  return { id, views, weight: targets.weight, targets: plugin.show?.(options, targets, host.vocabulary) ?? [] };
}
