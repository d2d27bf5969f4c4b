import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { KeyedRandom } from '@cloze/contracts';
import { inference } from '@cloze/contracts/tensor';
import { createParameterFactory } from '@cloze/encoder-core';
import { memory } from '@tensorflow/tfjs-core';
import { format, resolveConfig } from 'prettier';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createBatchMaker, memoryCorpus, openCorpus, type PluginUse } from '@cloze/data-loaders';
import { PluginTable } from '@cloze/registry';
import { tinyCorpus, tinyVocabulary, useTinyBackend } from '@cloze/testing';
import { withLosses } from '@cloze/trainer';
import { builtIns } from '../../packages/cli/src/builtins.js';
import { RunModel } from '../../packages/cli/src/compose/run-model.js';
import { parseRun, type ParsedRun } from '../../packages/cli/src/config/parse-run.js';
import {
  all,
  combinationsPage,
  featuresOf,
  inARow,
  reasonOf,
  sideBySide,
  VARIANTS,
  withObjectives,
  type Choice,
  type Combination,
} from './combinations.js';

const file = new URL('../../docs/combinations.md', import.meta.url).pathname;

describe('docs/combinations.md', () => {
  it('is what the plugins declare (renew it with `npm run combinations`)', async () => {
    const laidOut = await format(combinationsPage(), { ...(await resolveConfig(file)), parser: 'markdown' });
    expect(readFileSync(file, 'utf8')).toBe(laidOut);
  });

  it('tells what cannot work', () => {
    const page = combinationsPage();
    expect(page).toContain('"sbo.v1" needs "spans", which nothing before it provides');
    expect(page).toContain('"nsp.v1" needs "pairs", which nothing before it provides');
    expect(page).toContain('"mlm.v1" needs "aligned-positions", which "delete.v1" takes away');
    expect(page).toContain('"span-masking.v1" needs "word-starts", which "reorder.v1" takes away');
  });
});

const plugins = new PluginTable(builtIns.map((plugin) => ({ plugin, origin: 'built-in' })));
const choiceOf = ({ name, given }: Choice, rest: object = {}) => ({ use: name, ...rest, ...given });

/** A run's config for a combination; one without an objective gets one that goes with anything. */
const configOf = ({ sampler, corruptions, objectives }: Combination) => ({
  data: { train: { use: 'text.v1', files: ['*.txt'] } },
  sampler: choiceOf(sampler, { maxLength: 24 }),
  corruption: corruptions.map((corruption) => choiceOf(corruption)),
  encoder: { use: 'bert.v1', hiddenSize: 8, layers: 1, heads: 2, maxPositions: 32 },
  objectives:
    objectives.length > 0
      ? objectives.map((objective, i) => choiceOf(objective, { id: ID[i] }))
      : [{ use: 'causal-lm.v1', id: ID[0] }],
  training: { maxSteps: 1 },
});
const ID = ['first', 'second'];

const vocabulary = tinyVocabulary();
const { sentenceStarts, documentStarts, read } = tinyCorpus();
const split = memoryCorpus(
  Array.from(documentStarts.subarray(1), (end, document) =>
    Array.from({ length: end - documentStarts[document] }, (_, i) => {
      const sentence = documentStarts[document] + i;
      return read(sentenceStarts[sentence], sentenceStarts[sentence + 1]);
    }),
  ),
  vocabulary.size,
);

/** Makes the first batch of a combination: sampler, corruptions, and the objective's targets. */
function firstBatch({ sampler, corruption, objectives }: ParsedRun) {
  const useOf = ({ plugin, options }: { plugin: { name: string }; options: unknown }): PluginUse => ({
    use: plugin.name,
    options,
  });
  const job = {
    split,
    vocabulary: vocabulary.toData(),
    seed: 1,
    batchSize: 64,
    sampler: useOf(sampler),
    corruptions: corruption.map(useOf),
    objectives: objectives.map((objective) => ({ id: objective.id, ...useOf(objective) })),
  };
  const corpus = openCorpus(split.corpus);
  const maker = createBatchMaker(job, builtIns, corpus);
  const batch = maker.batch(maker.plan(0), 0, 0);
  corpus.close();
  return batch;
}

describe('the variants in the tables', () => {
  /** Every value of every option that is a choice, each alone beside the defaults. */
  const alternatives = all.flatMap((plugin) => {
    if (!['sampler', 'corruption', 'objective'].includes(plugin.kind)) return [];
    const { properties = {} } = z.toJSONSchema(plugin.options, { io: 'input' });
    return Object.entries(properties).flatMap(([key, schema]) => {
      const { type, enum: values } = typeof schema === 'object' ? schema : {};
      const choices: readonly unknown[] = values ?? (type === 'boolean' ? [true, false] : []);
      return choices.map((value) => ({ plugin, given: { [key]: value } }));
    });
  });

  it('are all those with which a plugin declares something else', () => {
    const found: string[] = [];
    for (const { plugin, given } of alternatives) {
      const parsed = plugin.options.safeParse(given);
      const own = parsed.success ? featuresOf(plugin, parsed.data) : undefined;
      // One that cannot stand alone is a variant of those it stands with.
      if (own === undefined || isDeepStrictEqual(own, featuresOf(plugin, plugin.options.parse({})))) continue;
      expect(VARIANTS[plugin.name], `${plugin.name} with ${JSON.stringify(given)}`).toContainEqual(given);
      found.push(plugin.name);
    }
    expect(found).toEqual(expect.arrayContaining(['sentence-pairs.v1', 'token-masking.v1']));
  });
});

describe.each([
  ['a sampler, a corruption and an objective', withObjectives()],
  ['a corruption after another', inARow()],
  ['an objective beside another', sideBySide()],
])('%s', (_name, all) => {
  it('make a batch with targets where the table says yes', () => {
    const allowed = all.filter(({ reasons }) => reasons.length === 0);
    expect(allowed.length).toBeGreaterThan(0);
    for (const combination of allowed) {
      const title = JSON.stringify(configOf(combination));
      const { views, targets } = firstBatch(parseRun(configOf(combination), plugins));
      expect(views.corrupted.inputIds.length, title).toBeGreaterThan(0);
      for (const { weight } of Object.values(targets)) {
        const total = typeof weight === 'number' ? weight : Object.values(weight).reduce((sum, one) => sum + one, 0);
        expect(total, title).toBeGreaterThan(0);
      }
    }
  });

  it('are refused before any work where it says no, for the first of its reasons', () => {
    for (const combination of all) {
      const config = configOf(combination);
      expect(
        reasonOf(() => parseRun(config, plugins)),
        JSON.stringify(config),
      ).toBe(combination.reasons[0]);
    }
  });
});

describe('an objective beside another', () => {
  beforeAll(useTinyBackend);
  const allowed = sideBySide().filter(({ reasons }) => reasons.length === 0);

  it.each(allowed.map((combination) => [combination.objectives.map(({ name }) => name).join(' and '), combination]))(
    '%s make a model and a loss each',
    (_name, combination) => {
      const before = memory().numTensors;
      const parsed = parseRun(configOf(combination as Combination), plugins);
      const random = new KeyedRandom(1);
      const encoder = parsed.encoder.plugin.create(parsed.encoder.options, { vocabularySize: vocabulary.size, random });
      const factories = ID.map((id) => createParameterFactory(id, random));
      const parametersOf = (id: string) => factories[ID.indexOf(id)];
      const model = new RunModel(parsed, { encoder, vocabulary, random, parametersOf });
      const { sums } = withLosses(
        model,
        firstBatch(parsed),
        () => inference,
        (losses) => {
          losses();
          return {};
        },
      );
      for (const id of ID) {
        const [loss, ...rest] = Object.values(sums.losses[id]);
        expect([loss, ...rest].every((sum) => Number.isFinite(sum))).toBe(true);
        expect(loss).toBeGreaterThan(0);
      }
      model.dispose();
      encoder.dispose();
      for (const { table } of factories) table.dispose();
      expect(memory().numTensors).toBe(before);
    },
  );
});
