import { KeyedRandom, untouchedView, type Example } from '@cloze/contracts';
import { inference, toTensors, type Encoded, type EncoderSizes } from '@cloze/contracts/tensor';
import { createParameterFactory } from '@cloze/encoder-core';
import { describeObjective, tinyEncoder, tinyExamples, tinyHost, useTinyBackend } from '@cloze/testing';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { spanMasking } from '../corruptions/span-masking.js';
import { readFixture } from '../fixtures/read-fixture.js';
import { sbo } from './sbo.js';
import { spanTargets } from './span-targets.js';

const corruptions = [{ plugin: spanMasking, options: { rate: 0.4, maxWords: 2 } }];
const small = { positionSize: 4, positions: 3 };

describeObjective(sbo, [
  { title: 'inner spans', count: 10, corruptions, options: small },
  { title: 'pairs', layout: 'pair', corruptions, options: small },
  { title: 'spans beside special tokens', layout: 'packed', corruptions, options: { ...small, besideSpecial: true } },
]);

type Nested = number | readonly Nested[];

interface Case {
  readonly name: string;
  readonly weights: Readonly<Record<string, Nested>>;
  readonly predictions: readonly (readonly [number, number, number, number])[];
  readonly targets: readonly number[];
  readonly loss_of_prediction: readonly number[];
  readonly mean_loss: number;
  readonly gradient_of_mean: Readonly<Record<string, Nested>>;
}

const flatten = (nested: Nested): number[] => (typeof nested === 'number' ? [nested] : nested.flatMap(flatten));
const shapeOf = (nested: Nested): number[] =>
  typeof nested === 'number' ? [] : [nested.length, ...shapeOf(nested[0])];

/** The case's spans as examples: [s, e] with s and e counted from 0, e within the span. */
function examplesOf({ weights, predictions, targets }: Case): Example[] {
  const [rows, length] = shapeOf(weights['hidden_states']);
  return Array.from({ length: rows }, (_, index) => {
    const own = predictions
      .map((prediction, i) => ({ prediction, label: targets[i] }))
      .filter(({ prediction }) => prediction[0] === index);
    const inputIds = new Int32Array(length).fill(5);
    for (const { prediction, label } of own) inputIds[prediction[3]] = label;
    const spans = [...new Set(own.map(({ prediction: [, s, e] }) => `${s},${e + 1}`))].join().split(',').map(Number);
    const original = untouchedView({
      inputIds,
      segmentIds: new Int32Array(length),
      special: new Uint8Array(length),
      wordStarts: new Uint8Array(length),
    });
    return { epoch: 0, index, original, corrupted: { ...original, spans: Int32Array.from(spans) }, labels: {} };
  });
}

describe('sbo.v1', () => {
  beforeAll(useTinyBackend);
  const { cases } = readFixture<{ cases: Case[] }>('sbo/sbo.json');

  it.each(cases)('has the reference losses and gradients of "$name"', (one) => {
    const variables = Object.fromEntries(
      Object.entries(one.weights).map(([name, values]) => [
        name,
        tf.variable(tf.tensor(flatten(values), shapeOf(values))),
      ]),
    );
    const [rows, length, hiddenSize] = variables['hidden_states'].shape;
    const [positions, positionSize] = variables['position_embeddings'].shape;
    const random = new KeyedRandom(1);
    const tiny = tinyEncoder.create(tinyEncoder.options.parse({ hiddenSize }), { vocabularySize: 5, random });
    const encoder = { ...tiny, wordEmbeddings: () => variables['word_embeddings'] };
    const sizes: EncoderSizes = { ...tiny.sizes, vocabularySize: variables['word_embeddings'].shape[0] };
    const parameters = createParameterFactory('sbo', random);
    const options = sbo.options.parse({ positions, positionSize });
    const objective = sbo.create(options, {
      sizes,
      vocabulary: tinyHost().vocabulary,
      encoder,
      parameters,
      random,
      createEncoder: () => tiny,
    });
    for (const { name, variable } of objective.parameters) {
      const key = name.replace('cloze.sbo.', '').replace('position_embeddings.weight', 'position_embeddings');
      const stored = variables[key === 'bias' ? 'output_bias' : key];
      variable.assign(stored);
      variables[key === 'bias' ? 'output_bias' : key] = variable;
    }
    const targets = sbo.targets(options, tinyHost()).collate(examplesOf(one));
    expect([...(targets.arrays['labels'] as Int32Array)]).toEqual(one.targets);

    const mean = () => {
      const hidden = tf.reshape(variables['hidden_states'], [rows * length, hiddenSize]);
      const { sum } = objective.loss({
        encode: () => ({ hidden }) as Encoded,
        batch: {
          examples: rows,
          tokens: rows * length,
          view: () => {
            throw new Error('not read');
          },
        },
        targets: toTensors(targets.arrays),
        mode: inference,
      });
      return tf.div<tf.Scalar>(sum as tf.Scalar, Number(targets.weight));
    };
    const { value, grads } = tf.variableGrads(mean, Object.values(variables));
    expect(Math.abs(value.dataSync()[0] / one.mean_loss - 1)).toBeLessThan(1e-5);
    for (const [name, gradient] of Object.entries(one.gradient_of_mean)) {
      const expected = flatten(gradient);
      const actual = grads[variables[name].name].dataSync();
      const largest = Math.max(...expected.map(Math.abs));
      const difference = Math.max(...expected.map((number, i) => Math.abs(actual[i] - number)));
      expect(difference / (1e-6 + largest), name).toBeLessThan(1e-4);
    }
  });

  it('leaves out spans beside special tokens, and tokens past the last position', () => {
    const [example] = tinyExamples({ count: 1 });
    const length = 10;
    const view = {
      ...untouchedView({
        inputIds: Int32Array.from({ length }, (_, i) => 5 + i),
        segmentIds: new Int32Array(length),
        special: Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, 0, 1),
        wordStarts: new Uint8Array(length),
      }),
      spans: Int32Array.of(1, 2, 4, 7, 8, 9),
    };
    const examples = [{ ...example, original: view, corrupted: view }];
    const inner = spanTargets(examples, 2, false);
    expect([...inner.labels]).toEqual([9, 10]);
    expect([[...inner.leftRows], [...inner.rightRows], [...inner.offsets]]).toEqual([
      [3, 3],
      [7, 7],
      [0, 1],
    ]);
    expect([...spanTargets(examples, 20, true).labels]).toEqual([6, 9, 10, 11, 13]);
  });
});
