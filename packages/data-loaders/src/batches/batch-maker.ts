import { concatenateViews, type BatchArrays, type Corpus, type Example, type Targets } from '@cloze/contracts';
import type { EpochPlan } from '../plan/epoch-plan.js';
import { planEpoch } from '../plan/plan-epoch.js';
import { samplerBudget } from '../samplers/sampler-budget.js';
import type { BatchJob } from './batch-job.js';
import { checkView } from './check-view.js';
import { createHostServices } from './create-host-services.js';
import { guarded } from './guarded.js';
import { findHostPlugin, type NamedPlugin } from './host-plugins.js';

/** Makes plans, examples and batches. Every result is a pure function of the job and the arguments. */
export interface BatchMaker {
  plan(epoch: number): EpochPlan;
  /** Example `index` of a plan (its index in `plan.examples`), alone. @param progress share of the training done, in [0, 1] */
  example(plan: EpochPlan, index: number, progress: number): Example;
  /** Batch `index` of a plan. */
  batch(plan: EpochPlan, index: number, progress: number): BatchArrays;
}

/**
 * Sets up plugins and services for a job.
 * @param plugins the table that the job's names are looked up in
 * @throws PluginError for an unknown name, or where a plugin fails
 */
export function createBatchMaker(job: BatchJob, plugins: readonly NamedPlugin[], corpus: Corpus): BatchMaker {
  const host = createHostServices(job.vocabulary, job.unigramCounts ?? job.split.unigramCounts, job.seed);
  const sampler = findHostPlugin(plugins, 'sampler', job.sampler.use, 'sampler');
  const chain = job.corruptions.map(({ use, options }, i) => ({
    plugin: findHostPlugin(plugins, 'corruption', use, `corruption[${i}]`),
    options,
  }));
  const maxLength = sampler.maxLength(job.sampler.options);
  const budget = samplerBudget({ sampler: { plugin: sampler, options: job.sampler.options }, corruptions: chain });
  const corruptions = chain.map(({ plugin, options }, i) => {
    const where = `corruption[${i}]`;
    const occurrence = job.corruptions.slice(0, i).filter(({ use }) => use === plugin.name).length;
    const purpose = `corruption/${plugin.name}#${occurrence}`;
    const corrupt = guarded(plugin.name, where, setUp, () => plugin.create(options, host));
    return { name: plugin.name, where, purpose, corrupt };
  });
  const objectives = job.objectives.map(({ id, use, options }, i) => {
    const where = `objectives[${i}]`;
    const plugin = findHostPlugin(plugins, 'objective', use, where);
    const targets = guarded(use, where, setUp, () => plugin.targets(options, host));
    return { id, use, where, targets };
  });

  const example = (plan: EpochPlan, index: number, progress: number): Example => {
    const { epoch } = plan;
    const during = () => `makes example ${index} of epoch ${epoch}`;
    const assemble = () => sampler.assemble(job.sampler.options, plan.examples, index, corpus, host);
    const { original, labels = {} } = guarded(sampler.name, 'sampler', during, assemble);
    checkView(original, maxLength, sampler.name, 'sampler');
    let corrupted = original;
    for (const { name, where, purpose, corrupt } of corruptions) {
      const before = corrupted;
      const random = host.random.stream(purpose, epoch, index);
      const context = { epoch, index, progress, random, original };
      corrupted = guarded(name, where, during, () => corrupt(before, context));
      checkView(corrupted, maxLength, name, where);
    }
    return { epoch, index, original, corrupted, labels };
  };

  return {
    plan: (epoch) =>
      planEpoch(corpus, job.split.parts, { ...job, sampler, options: job.sampler.options, budget }, epoch),
    example,
    batch(plan, index, progress) {
      const places = plan.order.subarray(plan.batchStarts[index], plan.batchStarts[index + 1]);
      const examples = Array.from(places, (place) => example(plan, place, progress));
      const targets: Record<string, Targets> = {};
      const during = () => `makes the targets of batch ${index} of epoch ${plan.epoch}`;
      for (const objective of objectives) {
        targets[objective.id] = guarded(objective.use, objective.where, during, () =>
          objective.targets.collate(examples, progress),
        );
      }
      const original = concatenateViews(examples.map((made) => made.original));
      const corrupted = corruptions.length === 0 ? original : concatenateViews(examples.map((made) => made.corrupted));
      return { epoch: plan.epoch, index, views: { original, corrupted }, targets };
    },
  };
}

const setUp = () => 'is set up';
