import { readFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { describe, expect, it } from 'vitest';
import { createBatchMaker, memoryCorpus, openCorpus, type PluginUse } from '@cloze/data-loaders';
import { PluginTable } from '@cloze/registry';
import { tinyCorpus, tinyVocabulary } from '@cloze/testing';
import { builtIns } from '../../packages/cli/src/builtins.js';
import { parseRun } from '../../packages/cli/src/config/parse-run.js';
import { combinationsPage, inARow, reasonOf, withObjectives, type Choice, type Combination } from './combinations.js';

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
const configOf = ({ sampler, corruptions, objective }: Combination) => ({
  data: { train: { use: 'text.v1', files: ['*.txt'] } },
  sampler: choiceOf(sampler, { maxLength: 24 }),
  corruption: corruptions.map((corruption) => choiceOf(corruption)),
  objectives: [objective ? choiceOf(objective) : { use: 'causal-lm.v1' }],
  training: { maxSteps: 1 },
});

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
function firstBatch(combination: Combination) {
  const { sampler, corruption, objectives } = parseRun(configOf(combination), plugins);
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
    objectives: objectives.map((objective) => ({ id: 'it', ...useOf(objective) })),
  };
  const corpus = openCorpus(split.corpus);
  const maker = createBatchMaker(job, builtIns, corpus);
  const batch = maker.batch(maker.plan(0), 0, 0);
  corpus.close();
  return batch;
}

describe.each([
  ['a sampler, a corruption and an objective', withObjectives()],
  ['a corruption after another', inARow()],
])('%s', (_name, all) => {
  it('make a batch with targets where the table says yes', () => {
    const allowed = all.filter(({ reasons }) => reasons.length === 0);
    expect(allowed.length).toBeGreaterThan(0);
    for (const combination of allowed) {
      const title = JSON.stringify(configOf(combination));
      const { views, targets } = firstBatch(combination);
      expect(views.corrupted.inputIds.length, title).toBeGreaterThan(0);
      const { weight } = targets['it'];
      const total = typeof weight === 'number' ? weight : Object.values(weight).reduce((sum, one) => sum + one, 0);
      expect(total, title).toBeGreaterThan(0);
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
