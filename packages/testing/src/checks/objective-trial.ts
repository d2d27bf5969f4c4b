import { concatenateViews, KeyedRandom, parseOptions, type Example, type ViewName } from '@cloze/contracts';
import type { Encoder, Objective, ObjectivePlugin } from '@cloze/contracts/tensor';
import { memoryFactory, MemoryParameters } from '../tiny/memory-parameters.js';
import { tinyEncoder } from '../tiny/tiny-encoder.js';
import { checkTinyFeatures, tinyExamples, type TinyExamplesConfig } from '../tiny/tiny-examples.js';
import { tinyHost } from '../tiny/tiny-host.js';
import { shortestViews } from '../tiny/tiny-views.js';
import type { LossTrial, TrialBatch, TrialModel } from './loss-trial.js';
import type { PluginCase } from './plugin-case.js';

/** A case of an objective: its options, and the examples it learns from. */
export interface ObjectiveCase extends PluginCase, TinyExamplesConfig {
  /** Largest share of the starting loss that may be left after training on one batch; 0.1 where left out. */
  readonly fallsTo?: number;
}

const SEED = 1;
const random = new KeyedRandom(SEED);

/**
 * Sets an objective up over tiny examples.
 * @throws PluginError when the case's chain cannot feed the objective
 */
export function objectiveTrial<Options>(plugin: ObjectivePlugin<Options>, one: ObjectiveCase): LossTrial {
  const where = `${plugin.name}, case "${one.title}"`;
  const options = parseOptions(plugin.options, one.options ?? {}, where);
  const features = plugin.features?.(options) ?? {};
  checkTinyFeatures(one, { where, name: plugin.name, features, reader: true });
  const host = tinyHost(SEED);
  const { collate } = plugin.targets(options, host);
  const examples = tinyExamples(one);
  const batchOf = (chosen: readonly Example[]): TrialBatch => ({
    views: {
      original: concatenateViews(chosen.map(({ original }) => original)),
      corrupted: concatenateViews(chosen.map(({ corrupted }) => corrupted)),
    },
    targets: collate(chosen),
  });
  return {
    where,
    size: examples.length,
    random,
    declaredViews: plugin.views?.(options) ?? (['corrupted'] satisfies ViewName[]),
    termWeights: plugin.termWeights?.(options) ?? {},
    collate: (indices) => batchOf(indices.map((index) => examples[index])),
    collateEmpty() {
      const [view] = shortestViews();
      return batchOf([{ epoch: 0, index: 0, original: view, corrupted: view, labels: one.labels?.(0) ?? {} }]);
    },
    build: () => buildObjective(plugin, options).model,
  };
}

/** An objective on a tiny encoder, and the two as one model. */
export function buildObjective<Options>(
  plugin: ObjectivePlugin<Options>,
  options: Options,
): { readonly objective: Objective; readonly model: TrialModel } {
  const { vocabulary } = tinyHost(SEED);
  const encoder = tinyEncoder.create(tinyEncoder.options.parse({}), { vocabularySize: vocabulary.size, random });
  const further: { readonly prefix: string; readonly made: Encoder }[] = [];
  const objective = plugin.create(options, {
    sizes: encoder.sizes,
    vocabulary,
    encoder,
    parameters: memoryFactory('trial', new MemoryParameters(random)),
    random,
    createEncoder(changes, prefix) {
      const made = tinyEncoder.create(parseOptions(tinyEncoder.options, changes, 'createEncoder'), {
        vocabularySize: vocabulary.size,
        random: new KeyedRandom(random.key(`encoder/${prefix}`)[0]),
        wordEmbeddings: () => encoder.wordEmbeddings(),
      });
      further.push({ prefix, made });
      return made;
    },
  });
  const named = further.flatMap(({ prefix, made }) =>
    Array.from(made.parameters, (parameter) => ({ ...parameter, name: `${prefix}.${parameter.name}` })),
  );
  return {
    objective,
    model: {
      encoder,
      parameters: [...encoder.parameters, ...named, ...objective.parameters],
      loss: (input) => objective.loss(input),
      dispose() {
        objective.dispose?.();
        objective.parameters.dispose();
        for (const { made } of further) made.dispose();
        encoder.dispose();
      },
    },
  };
}
