import { resolve } from 'node:path';
import { ModelError, type Logger } from '@cloze/contracts';
import {
  createBatchMaker,
  createBatchSource,
  openCorpus,
  prepareData,
  splitTokens,
  type BatchJob,
} from '@cloze/data-loaders';
import type { PluginTable } from '@cloze/registry';
import { getBackend, version_core } from '@tensorflow/tfjs-core';
import { cacheDirectory } from '../compose/cache-directory.js';
import { loadPlugins } from '../config/load-plugins.js';
import { load, type LoadedModel } from '../model/loaded-model.js';
import { progressLine } from '../output/progress-line.js';
import { version } from '../version.js';
import type { Evaluation } from './evaluation.js';
import type { Measure } from './measure.js';
import { measuresOf } from './measures-of.js';
import { pseudoPerplexity } from './pseudo-perplexity.js';
import { regimeOf, type Regime } from './regime.js';
import { sampleExamples } from './sample-examples.js';
import { tallyBatches } from './tally-batches.js';

/** What to evaluate, and on what. */
export interface EvaluateOptions {
  readonly model: string;
  /** Paths and globs of held-out text. */
  readonly data: readonly string[];
  /** Modules that the model's plugins come from. */
  readonly plugins: readonly string[];
  readonly backend?: string;
  readonly logger: Logger;
}

/** About how many tokens are evaluated together. */
const TOKENS_A_BATCH = 2048;

/** About how many tokens are masked in turn: each costs an example's encoding. */
const PSEUDO_TOKENS = 2000;

/**
 * Measures a pretrained model on held-out text, cut and spoilt as it was in training: each loss, accuracy and detection of its
 * objectives beside the best constant prediction, and the pseudo-perplexity of models that fill masks.
 * @throws ModelError for a model without objectives; PluginError, ConfigError and DataError for what is missing or cannot serve
 */
export async function evaluatePretrained(options: EvaluateOptions): Promise<Evaluation> {
  const { model: directory, plugins, backend, logger } = options;
  const { table } = await loadPlugins({ modules: plugins, directory: process.cwd(), where: '--plugin' });
  const regime = await regimeOf(directory, table);
  const model = await load(directory, { backend, plugins, logger });
  try {
    if (model.objectives.length === 0) {
      throw new ModelError({
        what: 'The model has no objective to evaluate',
        where: directory,
        received: 'an encoder alone',
        allowed: 'a model with an output layer, such as that of masked language modelling',
      });
    }
    return await measure(model, regime, table, options);
  } finally {
    await model.dispose();
  }
}

async function measure(
  model: LoadedModel,
  regime: Regime,
  table: PluginTable,
  { model: directory, data, logger }: EvaluateOptions,
): Promise<Evaluation> {
  const line = progressLine();
  const plugins = table.list().map(({ plugin }) => plugin);
  const { train: split } = await prepareData({
    train: { ...regime.dataset, files: data },
    tokenizer: model.tokenizer,
    plugins,
    directory: process.cwd(),
    cacheDirectory: cacheDirectory(),
    logger,
    report: (_where, { bytes, totalBytes }) => line.update(`tokenising ${percent(bytes, totalBytes)}`),
  });
  const { sampler, corruption, seed } = regime;
  const job: BatchJob = {
    split,
    vocabulary: model.tokenizer.vocabulary.toData(),
    seed,
    sampler: { use: sampler.plugin.name, options: sampler.options },
    corruptions: corruption.map(({ plugin, options }) => ({ use: plugin.name, options })),
    objectives: model.objectives.map(({ id, chosen }) => ({ id, use: chosen.plugin.name, options: chosen.options })),
    batchSize: Math.max(1, Math.floor(TOKENS_A_BATCH / sampler.plugin.maxLength(sampler.options))),
    shuffle: false,
  };
  const source = await createBatchSource({ job, plugins, logger });
  const corpus = openCorpus(split.corpus);
  try {
    const report = (done: number, total: number) => line.update(`evaluating ${percent(done, total)}`);
    const tallies = await tallyBatches(model, source, report);
    const measures: Measure[] = model.objectives.flatMap(({ id, model: objective }) =>
      measuresOf({ id, batches: tallies.get(id) ?? [], generates: objective.predictNext !== undefined }),
    );
    const maker = createBatchMaker(job, plugins, corpus);
    const plan = maker.plan(0);
    const filling = model.objectives.find(({ model: objective }) => objective.predict !== undefined);
    const predict = filling?.model.predict;
    const sample =
      predict && sampleExamples(plan.examples.lengths, PSEUDO_TOKENS).map((i) => maker.example(plan, i, 0));
    if (filling && predict && sample) {
      const filler = { encoder: model.encoder, predict, vocabulary: model.tokenizer.vocabulary };
      const told = (done: number) => line.update(`masking each token ${percent(done, sample.length)}`);
      measures.push(...pseudoPerplexity(filler, filling.id, sample, split.unigramCounts, told));
    }
    return {
      model: directory,
      step: regime.step,
      data: {
        files: data.map((file) => resolve(file)),
        tokens: splitTokens(split),
        examples: plan.examples.lengths.length,
        batches: await source.batchesIn(0),
      },
      sampler: job.sampler.use,
      corruption: job.corruptions.map(({ use }) => use),
      ...(sample && {
        sample: { examples: sample.length, tokens: measures.find(({ name }) => name === 'pseudo loss')?.targets ?? 0 },
      }),
      measures,
      versions: { cloze: version(), node: process.versions.node, tfjs: version_core, backend: getBackend() },
    };
  } finally {
    line.done();
    corpus.close();
    await source.close();
  }
}

function percent(done: number, total: number): string {
  return `${Math.floor((100 * done) / Math.max(1, total))} %`;
}
