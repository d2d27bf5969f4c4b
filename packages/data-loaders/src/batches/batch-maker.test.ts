import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defineCorruption, KeyedRandom, parseOptions, type CorruptionContext, type Example } from '@cloze/contracts';
import { z } from 'zod';
import { openCorpus } from '../corpus/open-corpus.js';
import { batchCount } from '../plan/epoch-plan.js';
import { planDigest } from '../plan/plan-arrays.js';
import { pieceTokenizer } from '../testing/piece-tokenizer.js';
import { randomSplit } from '../testing/test-corpus.js';
import { testPlugins } from '../testing/worker-plugins.js';
import type { BatchJob } from './batch-job.js';
import { createBatchMaker } from './batch-maker.js';
import type { NamedPlugin, TargetPlugin } from './host-plugins.js';

const split = randomSplit(2, 40);
const tokenizer = pieceTokenizer();
const options = (name: string, given: object) => {
  const plugin = testPlugins.find((candidate) => candidate.name === name);
  return plugin !== undefined && 'options' in plugin ? parseOptions<unknown>(plugin.options, given, '') : {};
};
const use = (name: string, given: object = {}) => ({ use: name, options: options(name, given) });
const base: BatchJob = {
  split,
  vocabulary: tokenizer.vocabulary.toData(),
  seed: 5,
  sampler: use('full-sentences.v1', { maxLength: 24 }),
  corruptions: [use('test-masking.v1', { rate: 0.3 }), use('test-doubling.v1'), use('test-masking.v1', { rate: 0.1 })],
  objectives: [{ id: 'mlm', ...use('test-targets.v1') }],
  batchSize: 8,
};
const maker = (changed: Partial<BatchJob> = {}, plugins: readonly NamedPlugin[] = testPlugins) =>
  createBatchMaker({ ...base, ...changed }, plugins, openCorpus(split.corpus));

describe('createBatchMaker', () => {
  it('makes any example alone as it is in its batch, in any order', () => {
    const first = maker();
    const plan = first.plan(1);
    fc.assert(
      fc.property(fc.nat(batchCount(plan) - 1), fc.nat(7), fc.constantFrom(0, 0.5, 1), (index, within, progress) => {
        const batch = first.batch(plan, index, progress);
        const count = plan.batchStarts[index + 1] - plan.batchStarts[index];
        const at = within % count;
        const alone = maker().example(maker().plan(1), plan.order[plan.batchStarts[index] + at], progress);
        for (const view of ['original', 'corrupted'] as const) {
          const { inputIds, exampleStarts } = batch.views[view];
          expect(inputIds.subarray(exampleStarts[at], exampleStarts[at + 1])).toEqual(alone[view].inputIds);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('lays examples end to end with positions that start anew', () => {
    const made = maker({ corruptions: [] });
    const plan = made.plan(0);
    const { views, targets, epoch, index } = made.batch(plan, 2, 0);
    const { inputIds, segmentIds, positionIds, exampleStarts, partStarts } = views.corrupted;
    expect([epoch, index, exampleStarts.length]).toEqual([0, 2, 9]);
    expect(partStarts).toEqual(exampleStarts);
    expect([inputIds.length, segmentIds.length, positionIds.length]).toEqual(new Array(3).fill(exampleStarts[8]));
    for (const start of exampleStarts.subarray(0, 8)) {
      expect([positionIds[start], inputIds[start]]).toEqual([0, tokenizer.vocabulary.special.cls]);
    }
    expect(views.original).toBe(views.corrupted);
    expect(targets.mlm.weight).toBe(0);
  });

  it('gives every objective its own targets, made from the examples of the batch', () => {
    const seen: Example[][] = [];
    const watching: TargetPlugin = {
      kind: 'objective',
      name: 'watching.v1',
      targets: () => ({
        collate(examples) {
          seen.push([...examples]);
          return { arrays: {}, weight: { a: 1, b: 2 }, reportWeights: { accuracy: 3 } };
        },
      }),
    };
    const objectives = [
      { id: 'one', ...use('test-targets.v1') },
      { id: 'two', use: 'watching.v1', options: {} },
    ];
    const made = maker({ objectives }, [...testPlugins, watching]);
    const plan = made.plan(0);
    const { targets, views } = made.batch(plan, 0, 0.5);
    expect(targets.two).toEqual({ arrays: {}, weight: { a: 1, b: 2 }, reportWeights: { accuracy: 3 } });
    expect(seen[0].map(({ index, epoch }) => [epoch, index])).toEqual(
      Array.from(plan.order.subarray(0, 8), (index) => [0, index]),
    );
    const { positions, labels } = targets.one.arrays as Record<string, Int32Array>;
    const changed = [...positions].filter((row, i) => views.corrupted.inputIds[row] !== labels[i]).length;
    expect(targets.one.weight).toBe(positions.length);
    expect(changed / positions.length).toBeGreaterThan(0.9);
  });

  it('keys each corruption by its name and its place among those of that name, by epoch and by example', () => {
    const contexts: Pick<CorruptionContext, 'epoch' | 'index' | 'progress'>[] = [];
    const draws: number[] = [];
    const drawing = (name: `${string}.v1`) =>
      defineCorruption({
        name,
        summary: '',
        options: z.unknown(),
        create:
          () =>
          (view, { random, epoch, index, progress }) => {
            contexts.push({ epoch, index, progress });
            draws.push(random.uint32());
            return view;
          },
      });
    const plugins = [...testPlugins, drawing('a.v1'), drawing('b.v1')];
    const corruptions = ['a.v1', 'b.v1', 'a.v1'].map((name) => ({ use: name, options: {} }));
    const made = maker({ corruptions }, plugins);
    made.example(made.plan(2), 7, 0.25);
    expect(contexts).toEqual(new Array(3).fill({ epoch: 2, index: 7, progress: 0.25 }));
    const random = new KeyedRandom(5);
    expect(draws).toEqual(
      ['corruption/a.v1#0', 'corruption/b.v1#0', 'corruption/a.v1#1'].map((purpose) =>
        random.stream(purpose, 2, 7).uint32(),
      ),
    );
  });

  it('lets a corruption in between change nobody else’s draws', () => {
    const masked = (corruptions: BatchJob['corruptions']) => {
      const made = maker({ corruptions });
      return made.example(made.plan(0), 3, 0).corrupted.inputIds;
    };
    const masking = use('test-masking.v1', { rate: 0.3 });
    const failing = use('test-failing.v1', { way: 'throw', at: 1e9 });
    expect(masked([failing, masking])).toEqual(masked([masking]));
  });

  it('shrinks examples so that they fit once they have grown', () => {
    const made = maker();
    const plan = made.plan(0);
    expect(Math.max(...plan.examples.lengths)).toBeLessThanOrEqual(16);
    expect(planDigest(plan)).toBe(planDigest(maker().plan(0)));
  });

  it('draws replacements by the counts it is given', () => {
    const only = new Float64Array(tokenizer.vocabulary.size);
    only[17] = 1;
    const made = maker({ unigramCounts: only, corruptions: [use('test-masking.v1', { rate: 1 })] });
    const { corrupted } = made.example(made.plan(0), 0, 0);
    const shown = new Set(corrupted.inputIds.filter((_, i) => corrupted.special[i] === 0));
    expect(shown).toEqual(new Set([4, 17]));
  });

  it('names a plugin that fails, what it did, and for which example', () => {
    const made = maker({ corruptions: [use('test-masking.v1'), use('test-failing.v1', { way: 'throw', at: 3 })] });
    const plan = made.plan(0);
    expect(() => made.example(plan, 2, 0)).not.toThrow();
    expect(() => made.example(plan, 3, 0)).toThrow(
      expect.objectContaining({
        code: 'CLOZE_PLUGIN',
        message: `"test-failing.v1" failed while it makes example 3 of epoch 0
  where: corruption[1]
  received: TypeError: cannot read this
  fix: mend the plugin`,
      }),
    );
  });

  it('names a corruption whose view does not fit itself, or the sampler’s maximum', () => {
    const short = maker({ corruptions: [use('test-failing.v1', { way: 'short', at: 0 })] });
    const plan = short.plan(0);
    const { length } = short.plan(0).examples.lengths;
    const tokens = plan.examples.lengths[length - 1];
    expect(() => short.example(plan, length - 1, 0)).toThrow(
      expect.objectContaining({
        code: 'CLOZE_PLUGIN',
        message: `"test-failing.v1" made a wrong view
  where: corruption[0]
  received: ${tokens - 1} entries in "actions"
  allowed: ${tokens}, one for each of "inputIds"
  fix: mend the plugin`,
      }),
    );
    const undeclared = testPlugins.map((plugin) =>
      plugin.name === 'test-doubling.v1' ? { ...plugin, growth: undefined } : plugin,
    );
    const long = maker({ corruptions: [use('test-doubling.v1')] }, undeclared);
    const full = long.plan(0).examples.lengths.findIndex((tokensOf) => tokensOf === 24);
    expect(() => long.example(long.plan(0), full, 0)).toThrow(
      expect.objectContaining({
        message: `"test-doubling.v1" made a wrong view
  where: corruption[0]
  received: 25 tokens
  allowed: 24, the sampler's maximum (a corruption that lengthens declares its \`growth\`)
  fix: mend the plugin`,
      }),
    );
  });

  it('names a plugin that is not in the table', () => {
    expect(() => maker({ corruptions: [{ use: 'test-maskin.v1', options: {} }] })).toThrow(
      expect.objectContaining({
        code: 'CLOZE_PLUGIN',
        message: `Unknown corruption "test-maskin.v1"
  where: corruption[0]
  allowed: test-doubling.v1, test-failing.v1, test-masking.v1
  fix: did you mean "test-masking.v1"?`,
      }),
    );
    expect(() =>
      maker({ objectives: [{ id: 'x', use: 'nothing-like-it.v1', options: {} }] }, testPlugins.slice(0, 5)),
    ).toThrow(
      expect.objectContaining({
        message: `Unknown objective "nothing-like-it.v1"
  where: objectives[0]
  allowed: none: the table has no objective
  fix: name the module that defines it in "plugins"`,
      }),
    );
  });
});
