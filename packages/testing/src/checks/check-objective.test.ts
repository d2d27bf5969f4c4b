import { PluginError } from '@cloze/contracts';
import { defineObjective, type Objective, type ObjectivePlugin, type ObjectiveServices } from '@cloze/contracts/tensor';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { messageOf } from '../fixtures/message-of.js';
import { blank, crossEntropy, maskedTargets, unmask } from '../fixtures/unmask.js';
import { useTinyBackend } from '../tiny/tiny-backend.js';
import { tinyExamples } from '../tiny/tiny-examples.js';
import { checkAnswers } from './check-answers.js';
import { checkBatchInvariance, checkEmptyBatch, checkLossIsDeterministic, checkLossIsFinite } from './check-loss.js';
import { checkPredictions } from './check-predictions.js';
import { checkTargets } from './check-targets.js';
import { checkLossFalls, checkLossGradients, checkLossLeaks } from './check-training.js';
import { objectiveTrial, type ObjectiveCase } from './objective-trial.js';

type Simple = ObjectivePlugin<Record<string, never>>;
const one: ObjectiveCase = { title: 'a', corruptions: [{ plugin: blank }] };

/** The correct objective with some parts replaced by wrong ones. */
const wrong = (
  parts: Partial<Omit<Simple, 'create'>>,
  loss?: (services: ObjectiveServices, right: Objective) => Objective['loss'],
) =>
  objectiveTrial(
    defineObjective<Record<string, never>>({
      ...unmask,
      name: 'wrong.v1',
      options: z.strictObject({}),
      ...parts,
      create(options, services) {
        const right = unmask.create(options, services);
        return loss === undefined ? right : { ...right, loss: loss(services, right) };
      },
    }),
    one,
  );
const scaled = (sum: tf.Tensor, by: tf.Tensor) => tf.mul<tf.Scalar>(sum, by);
const sumOf = (right: Objective, input: Parameters<Objective['loss']>[0]) => right.loss(input).sum as tf.Scalar;

describe('checks of objectives', () => {
  beforeAll(useTinyBackend);

  it('find a case whose chain cannot feed the objective', () => {
    expect(messageOf(() => objectiveTrial(unmask, { title: 'no corruption' }))).toContain(
      '"unmask.v1" needs "token-targets", which nothing before it provides\n  where: unmask.v1, case "no corruption"',
    );
  });

  it('find targets that change from call to call', () => {
    let calls = 0;
    const trial = wrong({
      targets: () => ({ collate: (examples) => ({ ...maskedTargets(examples), weight: (calls += 1) }) }),
    });
    expect(messageOf(() => checkTargets(trial))).toBe(
      [
        'The same examples gave different targets the second time',
        '  where: wrong.v1, case "a"',
        '  allowed: targets that depend on the examples alone',
        '  fix: key draws by `example.epoch` and `example.index`, and keep no state between calls',
      ].join('\n'),
    );
  });

  it('find arrays that do not fill their shape, and cases without targets', () => {
    const misshapen = wrong({
      targets: () => ({
        collate: () => ({ arrays: { rows: { data: new Int32Array(3), shape: [2, 2] } }, weight: 1 }),
      }),
    });
    expect(messageOf(() => checkTargets(misshapen))).toBe(
      'The target array "rows" does not fill its shape\n  where: wrong.v1, case "a"\n  received: 3 values\n  allowed: [2, 2] = 4 values',
    );
    const empty = wrong({ targets: () => ({ collate: () => ({ arrays: {}, weight: 0 }) }) });
    expect(messageOf(() => checkTargets(empty))).toContain('There is nothing to learn from in this case');
  });

  it('find a loss that is a mean', () => {
    const trial = wrong({}, (_services, right) => (input) => ({
      sum: tf.div<tf.Scalar>(sumOf(right, input), Math.max(1, input.targets['rows'].size)),
    }));
    const message = messageOf(() => checkBatchInvariance(trial)).split('\n');
    expect(message[0]).toBe('An example\'s part of "loss" depends on its neighbours in the batch');
    expect(message[4]).toBe(
      '  fix: return sums (the trainer divides by `weight`), shift positions by `exampleStarts`, and mix no rows across examples',
    );
  });

  it('find terms without weights, and losses that are not numbers', () => {
    const named = wrong({}, (_services, right) => (input) => ({ sum: { words: sumOf(right, input) } }));
    expect(messageOf(() => checkLossIsFinite(named))).toBe(
      [
        'The loss and its targets have different terms',
        '  where: wrong.v1, case "a"',
        '  received: sums: words; weights: loss',
        '  allowed: one weight for each sum, under the same name; or one number for one scalar',
      ].join('\n'),
    );
    const infinite = wrong({}, (_services, right) => (input) => ({ sum: tf.div<tf.Scalar>(sumOf(right, input), 0) }));
    expect(messageOf(() => checkLossIsFinite(infinite))).toBe(
      '"loss" is not one finite number\n  where: wrong.v1, case "a"\n  received: Infinity\n  allowed: a scalar: the sum over all targets',
    );
  });

  it('find a view that is read without being declared', () => {
    const trial = wrong({}, (_services, right) => (input) => {
      input.encode('original');
      return right.loss(input);
    });
    expect(messageOf(() => checkLossIsFinite(trial))).toBe(
      [
        'The loss reads the view "original" without declaring it',
        '  where: wrong.v1, case "a"',
        '  allowed: corrupted',
        "  fix: declare `views: () => ['original']`, so that it is sent to the main thread",
      ].join('\n'),
    );
  });

  it('find a gradient that is not the slope', () => {
    const half = tf.customGrad((x) => ({
      value: (x as tf.Tensor).clone(),
      gradFunc: (dy: tf.Tensor) => tf.mul(dy, 0.5),
    }));
    const trial = wrong({}, (_services, right) => (input) => ({ sum: half(sumOf(right, input)) as tf.Scalar }));
    const message = messageOf(() => checkLossGradients(trial)).split('\n');
    expect(message[0]).toBe('The gradient of "embeddings.words" is not the slope of the loss');
    expect(message[4]).toBe(
      '  fix: look for a custom gradient, a rounding or a `dataSync` on the way from this parameter to the loss',
    );
  });

  it('find state that outlives a call', () => {
    const trial = wrong({}, (_services, right) => {
      let calls = 0;
      return (input) => ({ sum: scaled(sumOf(right, input), tf.scalar((calls += 1))) });
    });
    expect(messageOf(() => checkLossIsDeterministic(trial))).toContain(
      'The same seed, step and batch gave two different losses\n  where: wrong.v1, case "a"',
    );
  });

  it('find tensors left behind', () => {
    const trial = wrong({}, (_services, right) => (input) => {
      tf.keep(tf.scalar(1));
      return right.loss(input);
    });
    expect(messageOf(() => checkLossLeaks(trial))).toBe(
      [
        'A call leaves tensors behind',
        '  where: wrong.v1, case "a"',
        '  received: 1 more tensors',
        '  allowed: none',
        '  fix: avoid `tf.keep` and variables made in passing',
      ].join('\n'),
    );
    tf.disposeVariables();
  });

  it('find a loss that does not vanish without targets', () => {
    const trial = wrong({}, (_services, right) => (input) => ({ sum: tf.add<tf.Scalar>(sumOf(right, input), 1) }));
    expect(messageOf(() => checkEmptyBatch(trial))).toBe(
      'The term "loss" is not 0 for a batch without targets\n  where: wrong.v1, case "a"\n  received: 1\n  allowed: 0',
    );
  });

  it('find a loss that nothing can lower', () => {
    const trial = wrong({}, () => ({ encode, targets }) => {
      const hidden = encode().hidden;
      const logits = tf.mul<tf.Tensor2D>(tf.slice(hidden, [0, 0], [targets['rows'].size, 8]), 0);
      return { sum: crossEntropy(logits, tf.zerosLike(targets['labels'] as tf.Tensor1D)) };
    });
    const message = messageOf(() => checkLossFalls(trial, 0.1)).split('\n');
    expect(message[0]).toBe('The loss does not fall on one batch');
    expect(message[2]).toBe('  received: 2.0794 at the start, 2.0794 after 199 updates');
  });

  it('find predictions of another size than the vocabulary', () => {
    const narrow: Simple = {
      ...unmask,
      create: (options, services) => ({ ...unmask.create(options, services), predict: (hidden) => hidden }),
    };
    expect(messageOf(() => checkPredictions(narrow, one))).toBe(
      'Wrong predictions for three hidden states\n  where: unmask.v1, case "a"\n  received: shape [3, 8]\n  allowed: finite logits of shape [3, 23]',
    );
  });

  it('pass on the errors of the plugin itself', () => {
    const trial = wrong({}, () => () => {
      throw new PluginError({ what: 'Not today' });
    });
    expect(messageOf(() => checkLossIsFinite(trial))).toBe('Not today');
  });
});

describe('checkAnswers', () => {
  const answering = (answers: Simple['answers']) => () =>
    checkAnswers({ ...unmask, name: 'wrong.v1', options: z.strictObject({}), answers } as Simple, one);

  it('passes objectives that know their answers, and those that do not', () => {
    expect(answering(undefined)).not.toThrow();
    expect(answering(({ arrays }) => ({ '': arrays['labels'] as Int32Array }))).not.toThrow();
  });

  it('names answers that are not those of the targets', () => {
    const { weight } = maskedTargets(tinyExamples(one));
    expect(messageOf(answering(() => ({ '': Int32Array.of(1) })))).toBe(
      [
        'The answers under "" are not those of the targets',
        '  where: wrong.v1, case "a"',
        '  received: 1 answers',
        `  allowed: ${weight} answers`,
      ].join('\n'),
    );
    expect(messageOf(answering(() => ({ other: new Int32Array(0) })))).toBe(
      [
        'The answers under "other" are not those of the targets',
        '  where: wrong.v1, case "a"',
        '  received: 0 answers',
        '  allowed: terms, or stems of report entries that end in "Loss"',
      ].join('\n'),
    );
  });
});
