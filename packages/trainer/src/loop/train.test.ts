import { useBackend } from '@cloze/backend/testing';
import { ConfigError, DataError, silentLogger, type MetricsRow } from '@cloze/contracts';
import type { Encoder } from '@cloze/contracts/tensor';
import { add, mean, memory, mul, sqrt, type Scalar } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { sgd } from '../optimizers/sgd.js';
import { constant } from '../schedules/constant.js';
import { mergeBatches } from '../testing/merge-batches.js';
import { batchesOf, sourceOf } from '../testing/source-of.js';
import { syntheticSource } from '../testing/synthetic-source.js';
import { temporaryFolders } from '../testing/temporary-folder.js';
import { tinyRun, type TinyRun } from '../testing/tiny-run.js';
import { memoryTracker } from '../trackers/memory-tracker.js';
import { evaluate } from './evaluate.js';
import { train } from './train.js';
import type { TrainInput } from './train-input.js';
import type { TrainedObjective } from './trained-objective.js';

const newFolder = temporaryFolders();
beforeAll(() => useBackend('cpu'));

/** Runs a tiny run and gives its rows and weights. */
async function runTiny(
  options: Readonly<Record<string, unknown>>,
  parts: (run: TinyRun) => Partial<TrainInput> = () => ({}),
) {
  const run = tinyRun(newFolder(), options);
  const tracker = memoryTracker();
  const result = await train({ ...run.input, trackers: [tracker], ...parts(run) });
  const weights = run.weights();
  run.dispose();
  return { result, weights, rows: tracker.rows };
}

const valuesOf = (rows: readonly MetricsRow[], split: 'train' | 'validation', name: string) =>
  rows.filter((row) => row.split === split).map(({ values }) => values[name]);

/** Encodes without dropout. */
const withoutDropout = (encoder: Encoder): Pick<Encoder, 'encode'> => ({
  encode: (input, options) => encoder.encode(input, { ...options, mode: { training: false } }),
});

const plain = () => ({
  optimizer: sgd.create(sgd.options.parse({ momentum: 0 })),
  schedule: () => constant.create({}, { totalSteps: 1 }),
  learningRate: 0.5,
});

describe('train', () => {
  it('learns', async () => {
    const { rows, result } = await runTiny({ maxSteps: 60, logEvery: 10 });
    const losses = valuesOf(rows, 'train', 'loss');
    expect(losses[0]).toBeGreaterThan(1.8);
    expect(losses.at(-1)).toBeLessThan(1.2);
    expect(valuesOf(rows, 'train', 'words.accuracy').at(-1)).toBeGreaterThan(0.6);
    expect(result).toMatchObject({ status: 'completed', step: 60, totalSteps: 60, best: undefined });
  });

  it('says of each window what was learned from, how and how fast', async () => {
    let now = 0;
    const clock = { now: () => 0, monotonic: () => (now += 500) };
    const source = syntheticSource();
    const { rows } = await runTiny({ maxSteps: 4, logEvery: 2 }, () => ({ clock }));
    const batches = await batchesOf(source);
    const tokens = batches.map(({ views }) => views.corrupted.inputIds.length);
    const targets = batches.map((batch) => Number(batch.targets['words'].weight));
    expect(rows.map(({ step, epoch, split }) => [step, epoch, split])).toEqual([
      [2, 0, 'train'],
      [4, 0, 'train'],
    ]);
    expect(Object.keys(rows[0].values).sort()).toEqual(
      ['loss', 'words.loss', 'words.accuracy', 'words.targets', 'learningRate', 'gradientNorm']
        .concat('tokens', 'tokensPerSecond', 'seconds')
        .sort(),
    );
    expect(rows[0].values['words.targets']).toBe(targets[0] + targets[1]);
    expect(rows[1].values['tokens']).toBe(tokens.reduce((sum, count) => sum + count, 0));
    // Each step takes one tick of half a second on this clock.
    expect(rows[0].values['tokensPerSecond']).toBe(tokens[0] + tokens[1]);
  });

  it('takes the same step from some accumulated batches as from all their examples in one', async () => {
    const batches = await batchesOf(syntheticSource());
    const split = await runTiny({ maxSteps: 1, accumulate: 4 }, ({ encoder }) => ({
      ...plain(),
      encoder: withoutDropout(encoder),
      batches: sourceOf(batches),
    }));
    const whole = await runTiny({ maxSteps: 1 }, ({ encoder }) => ({
      ...plain(),
      encoder: withoutDropout(encoder),
      batches: sourceOf([mergeBatches(batches)]),
    }));
    for (const [name, values] of Object.entries(whole.weights))
      values.forEach((value, i) => expect(split.weights[name][i], name).toBeCloseTo(value, 6));
    expect(split.rows[0].values['loss']).toBeCloseTo(whole.rows[0].values['loss'], 5);
  });

  it('evaluates without dropout, exactly over all targets, however they are batched', async () => {
    const run = tinyRun(newFolder());
    const { encoder, objectives } = run.input;
    const model = { encoder, objectives };
    const batches = await batchesOf(syntheticSource({ seed: 3 }));
    const first = await evaluate(model, sourceOf(batches));
    const merged = await evaluate(model, sourceOf([mergeBatches(batches)]));
    expect(first).toEqual(await evaluate(model, sourceOf(batches)));
    for (const [name, value] of Object.entries(merged ?? {})) expect(first?.[name]).toBeCloseTo(value, 5);
    run.dispose();
  });

  it('leaks no tensor', async () => {
    const before = memory().numTensors;
    await runTiny({ maxSteps: 6, accumulate: 2, evaluateEvery: 2 }, () => ({
      validation: syntheticSource({ seed: 2 }),
    }));
    expect(memory().numTensors).toBe(before);
  });

  it('counts epochs, and lets the last step take what is left of the batches', async () => {
    const { rows, result } = await runTiny({ epochs: 2, accumulate: 3 }, () => ({
      batches: syntheticSource({ batches: 4 }),
    }));
    expect(result.totalSteps).toBe(3);
    expect(rows.map(({ epoch }) => epoch)).toEqual([0, 1, 1]);
    const { result: shorter } = await runTiny({ epochs: 2, accumulate: 3, maxSteps: 2 });
    expect(shorter.totalSteps).toBe(2);
  });

  it('gives the same weights each time, others with another seed', async () => {
    const [one, two] = [await runTiny({ maxSteps: 3 }), await runTiny({ maxSteps: 3 })];
    expect(two.weights).toEqual(one.weights);
    const other = await runTiny({ maxSteps: 3 }, () => ({ batches: syntheticSource({ seed: 9 }) }));
    expect(other.weights).not.toEqual(one.weights);
  });

  it('trains nothing outside its groups', async () => {
    const run = tinyRun(newFolder(), { maxSteps: 2 });
    const before = run.weights();
    const groups = run.input.groups.map((group) => ({
      ...group,
      parameters: group.parameters.filter(({ name }) => name.startsWith('cls.')),
    }));
    await train({ ...run.input, groups });
    const changed = Object.entries(run.weights()).filter(([name, values]) => values.join() !== before[name].join());
    expect(changed.map(([name]) => name).filter((name) => !name.startsWith('cls.'))).toEqual([]);
    expect(changed.length).toBeGreaterThan(3);
    run.dispose();
  });
});

describe('several objectives', () => {
  it('share one pass of the encoder a batch, view and kind of attention', async () => {
    const run = tinyRun(newFolder(), { maxSteps: 1 });
    const [words] = run.input.objectives;
    const encode = vi.fn<Encoder['encode']>((input, options) => run.encoder.encode(input, options));
    const causal: TrainedObjective['model'] = {
      loss: (input) => words.model.loss({ ...input, encode: () => input.encode('original', { attention: 'causal' }) }),
    };
    const tracker = memoryTracker();
    await train({
      ...run.input,
      trackers: [tracker],
      encoder: { encode },
      batches: syntheticSource({ objectives: ['words', 'again', 'causal', 'absent'], change: (targets) => targets }),
      objectives: [words, { ...words, id: 'again', weight: 0.5 }, { id: 'causal', weight: 1, model: causal }],
    });
    expect(encode.mock.calls.map(([, options]) => options?.attention)).toEqual(['bidirectional', 'causal']);
    const { values } = tracker.rows[0];
    expect(values['words.loss']).toBe(values['again.loss']);
    expect(values['loss']).toBeCloseTo(1.5 * values['words.loss'] + values['causal.loss'], 10);
    run.dispose();
  });

  it('weigh by a schedule: the share of the training that is done before a step', async () => {
    const run = tinyRun(newFolder(), { maxSteps: 4 });
    const [words] = run.input.objectives;
    const tracker = memoryTracker();
    const result = await train({
      ...run.input,
      trackers: [tracker],
      batches: syntheticSource({ objectives: ['words', 'again'] }),
      validation: syntheticSource({ objectives: ['words', 'again'], seed: 2 }),
      objectives: [
        { ...words, weight: { from: 1, to: 0 } },
        { ...words, id: 'again', weight: { from: 0, to: 2 } },
      ],
    });
    const totals = tracker.rows
      .filter(({ split }) => split === 'train')
      .map(({ values }) => values['loss'] / values['words.loss']);
    [1, 1.25, 1.5, 1.75].forEach((total, i) => expect(totals[i]).toBeCloseTo(total, 10));
    // Evaluations weigh by where schedules end.
    expect(result.evaluation?.['loss']).toBeCloseTo(2 * (result.evaluation?.['again.loss'] ?? NaN), 10);
    run.dispose();
    // The first step has the first objective alone: the second one's loss adds nothing to its gradient.
    const first = await runTiny({ maxSteps: 1 });
    const both = tinyRun(newFolder(), { maxSteps: 1 });
    await train({
      ...both.input,
      batches: syntheticSource({ objectives: ['words', 'again'] }),
      objectives: [words, { ...words, id: 'again', weight: { from: 0, to: 2 } }].map((objective) => ({
        ...objective,
        model: both.input.objectives[0].model,
      })),
    });
    for (const [name, values] of Object.entries(both.weights()))
      values.forEach((value, i) => expect(value).toBeCloseTo(first.weights[name][i], 6));
    both.dispose();
  });

  it('draw their dropout apart from each other, and the same for each whoever else is there', async () => {
    const keys = async (objectiveIds: readonly string[]) => {
      const run = tinyRun(newFolder(), { maxSteps: 2 });
      const [words] = run.input.objectives;
      const seen: Record<string, string[]> = {};
      const spying = (id: string): TrainedObjective => ({
        ...words,
        id,
        model: {
          loss(input) {
            if (input.mode.training) (seen[id] ??= []).push(input.mode.dropoutKey('head').join());
            return words.model.loss(input);
          },
        },
      });
      await train({
        ...run.input,
        objectives: objectiveIds.map(spying),
        batches: syntheticSource({ objectives: objectiveIds }),
      });
      run.dispose();
      return seen;
    };
    const both = await keys(['a', 'b']);
    expect(new Set([...both['a'], ...both['b']]).size).toBe(4);
    expect((await keys(['a']))['a']).toEqual(both['a']);
  });

  it('that have no target in a step are left out of it', async () => {
    const batches = syntheticSource({
      batches: 2,
      objectives: ['words'],
      change: (targets, batch) =>
        batch === 0 ? targets : { arrays: { rows: new Int32Array(0), labels: new Int32Array(0) }, weight: 0 },
    });
    const { rows } = await runTiny({ epochs: 1 }, () => ({ batches }));
    expect(rows[0].values['words.loss']).toBeGreaterThan(0);
    expect(rows[1].values).toMatchObject({ loss: 0, gradientNorm: 0 });
    expect(rows[1].values['words.loss']).toBeUndefined();
  });

  it('may have terms with weights, factors and reports of their own', async () => {
    const run = tinyRun(newFolder(), { maxSteps: 1 });
    const [words] = run.input.objectives;
    const terms: TrainedObjective = {
      id: 'words',
      weight: 2,
      termWeights: { second: 10 },
      model: {
        loss(input) {
          const { sum, report } = words.model.loss(input);
          const scalar = sum as Scalar;
          return { sum: { first: scalar, second: scalar }, report: { hits: report!['accuracy'] } };
        },
      },
    };
    const tracker = memoryTracker();
    const batches = syntheticSource({
      change: ({ arrays, weight }) => ({
        arrays,
        weight: { first: Number(weight), second: 100 },
        reportWeights: { hits: 50 },
      }),
    });
    await train({ ...run.input, objectives: [terms], batches, trackers: [tracker] });
    const { values } = tracker.rows[0];
    const { 'words.first.loss': first, 'words.second.loss': second, 'words.first.targets': count } = values;
    expect(second).toBeCloseTo((first * count) / 100, 5);
    expect(values['words.loss']).toBeCloseTo(first + 10 * second, 5);
    expect(values['loss']).toBeCloseTo(2 * values['words.loss'], 5);
    expect(values['words.second.targets']).toBe(100);
    expect((values['words.hits'] * 50) % 1).toBe(0);
    run.dispose();
  });
});

it('warns of an evaluation that has no number to compare by', async () => {
  const warnings: string[] = [];
  const logger = { ...silentLogger, warn: (text: string) => void warnings.push(text) };
  const run = tinyRun(newFolder(), { maxSteps: 2, evaluateEvery: 1, bestMetric: 'score' });
  let evaluations = 0;
  const evaluate = () => Promise.resolve({ loss: 1, score: (evaluations += 1) === 1 ? NaN : 0.5 });
  const { best } = await train({ ...run.input, validation: run.input.batches, logger, evaluate });
  run.dispose();
  expect(best).toMatchObject({ step: 2 });
  expect(warnings).toEqual(['"score" of the evaluation after step 1 is NaN: it does not count as an improvement.']);
});

describe('what cannot be trained', () => {
  const failing = async (options: Readonly<Record<string, unknown>>, parts: Partial<TrainInput>) => {
    const before = memory().numTensors;
    const run = tinyRun(newFolder(), { maxSteps: 1, ...options });
    const error = await train({ ...run.input, ...parts }).catch((reason: unknown) => reason);
    run.dispose();
    expect(memory().numTensors).toBe(before);
    return error;
  };

  it('is an error before any work: no objective, no parameter, early stopping without validation', async () => {
    expect(await failing({}, { objectives: [] })).toEqual(
      new ConfigError({
        what: 'There is nothing to train',
        where: 'objectives',
        received: 'none',
        allowed: 'one or more',
      }),
    );
    expect(await failing({}, { groups: [] })).toEqual(
      new ConfigError({
        what: 'There is nothing to train',
        where: 'optimizer.freeze',
        received: 'no trainable parameter',
        fix: 'freeze less',
      }),
    );
    expect(await failing({ earlyStopping: { patience: 1 } }, {})).toEqual(
      new ConfigError({
        what: 'Early stopping needs validation data',
        where: 'training.earlyStopping',
        received: 'no data.validation',
        fix: 'add `data.validation`, or remove `training.earlyStopping`',
      }),
    );
  });

  it('is an error that names the data: none at all, or fewer batches than planned', async () => {
    expect(await failing({ epochs: 1 }, { batches: sourceOf([]) })).toEqual(
      new DataError({
        what: 'Epoch 0 of the training data has no batch',
        received: 'no example',
        fix: 'check the files of `data.train`: they may be empty, or shorter than one example',
      }),
    );
    const short = { ...syntheticSource(), batchesIn: async () => 9 };
    short.stream = async function* (from) {
      yield* syntheticSource().stream(from, 2);
    };
    expect(await failing({ maxSteps: 3 }, { batches: short })).toEqual(
      new DataError({
        what: 'The training data ended before the run did',
        where: 'step 3 of 3',
        received: '2 batches',
        allowed: '3, as its plan says',
      }),
    );
  });

  it('is an error that names the objective: targets missing, terms without weights, reports without theirs', async () => {
    const message = async (parts: Partial<TrainInput>) => String(await failing({}, parts));
    expect(await message({ batches: syntheticSource({ objectives: ['other'] }) })).toBe(
      'PluginError: A batch has no targets for the objective "words"\n  where: epoch 0, batch 0\n' +
        '  received: targets of other\n  fix: give the batch source the same objectives, under the same ids, as the trainer',
    );
    const terms = syntheticSource({ change: ({ arrays }) => ({ arrays, weight: { first: 1 } }) });
    expect(await message({ batches: terms })).toBe(
      'PluginError: The losses and weights of the objective "words" do not match\n' +
        '  received: losses: a single one; weights: "first"\n  allowed: a weight for each loss, under the same name',
    );
  });

  it('names the values that a best metric can be', async () => {
    const validation = syntheticSource({ seed: 2 });
    expect(String(await failing({ bestMetric: 'words.acuracy' }, { validation }))).toBe(
      'ConfigError: An evaluation has no value of the name that checkpoints are compared by\n  where: training.bestMetric\n' +
        '  received: "words.acuracy"\n  allowed: loss, words.loss, words.targets, words.accuracy\n  fix: did you mean "words.accuracy"?',
    );
  });

  it('names step, objective and parameters where numbers are not finite', async () => {
    const run = tinyRun(newFolder(), { maxSteps: 4, checkpointEvery: 1 });
    const huge = await train({
      ...run.input,
      learningRate: 1e30,
      options: { ...run.input.options, clipNorm: null },
    }).catch(String);
    expect(huge).toBe(
      'NumericsError: The loss of the objective "words" is not finite at step 3; the checkpoint of step 2 is untouched\n' +
        '  where: words.loss\n  received: NaN\n  allowed: a finite number\n' +
        '  fix: lower the learning rate, lengthen the warm-up, or look for broken data',
    );
    run.dispose();
  });

  it('names the parameters whose gradient is not finite, and changes nothing then', async () => {
    const run = tinyRun(newFolder(), { maxSteps: 1 });
    const [words] = run.input.objectives;
    const [{ variable }] = run.parameters;
    const model: TrainedObjective['model'] = {
      loss(input) {
        const { sum } = words.model.loss(input);
        // The slope of a square root at 0 is infinite, its value is not.
        return { sum: add<Scalar>(sum as Scalar, sqrt(mul(mean(variable), 0))) };
      },
    };
    const before = run.weights();
    const error = await train({ ...run.input, objectives: [{ ...words, model }] }).catch(String);
    expect(error).toBe(
      'NumericsError: The gradient is not finite at step 1; no checkpoint was written before it\n' +
        '  where: bert.embeddings.word_embeddings.weight, from the objectives words\n  received: a norm of NaN\n' +
        '  allowed: a finite number\n  fix: lower the learning rate, lengthen the warm-up, or look for broken data',
    );
    expect(run.weights()).toEqual(before);
    run.dispose();
  });
});
