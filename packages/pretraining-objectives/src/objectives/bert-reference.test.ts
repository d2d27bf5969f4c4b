import { concatenateViews, KeyedRandom, type Targets } from '@cloze/contracts';
import { inference, toBatch, toTensors, type Mode, type ObjectivePlugin } from '@cloze/contracts/tensor';
import { bert, createParameterFactory } from '@cloze/encoder-core';
import { tinyHost, useTinyBackend } from '@cloze/testing';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { readFixture } from '../fixtures/read-fixture.js';
import { readSafetensors } from '../fixtures/read-safetensors.js';
import { referenceExamples } from '../fixtures/reference-examples.js';
import { mlm } from './mlm.js';
import { nsp } from './nsp.js';

const training: Mode = { training: true, dropoutKey: () => [0, 0] };

/** BERT with the reference weights under both objectives, and their mean losses of the reference batch. */
function reference() {
  const config = readFixture<Record<string, unknown>>('erf/config.json');
  const stored = readSafetensors('erf/model.safetensors');
  const random = new KeyedRandom(1);
  const encoder = bert.create(bert.fromModelConfig!(config)!, { vocabularySize: Number(config['vocab_size']), random });
  const host = tinyHost();
  const examples = referenceExamples();
  const views = {
    original: concatenateViews(examples.map(({ original }) => original)),
    corrupted: concatenateViews(examples.map(({ corrupted }) => corrupted)),
  };
  const build = (plugin: ObjectivePlugin<Record<string, never>>) => {
    const objective = plugin.create(
      {},
      {
        sizes: encoder.sizes,
        vocabulary: host.vocabulary,
        encoder,
        parameters: createParameterFactory(plugin.name, random),
        random,
        createEncoder: () => encoder,
      },
    );
    const targets: Targets = plugin.targets({}, host).collate(examples);
    const loss = (mode: Mode) => {
      const batch = toBatch({ epoch: 0, index: 0, views, targets: {} });
      return objective.loss({
        encode: () => encoder.encode(batch.view('corrupted'), { mode }),
        batch,
        targets: toTensors(targets.arrays),
        mode,
      });
    };
    const mean = (mode: Mode) => tf.div<tf.Scalar>(loss(mode).sum as tf.Scalar, Number(targets.weight));
    return { objective, targets, loss, mean };
  };
  const [words, sentences] = [build(mlm), build(nsp)];
  const parameters = [encoder.parameters, words.objective.parameters, sentences.objective.parameters].flatMap(
    (table) => [...table],
  );
  for (const { name, variable } of parameters) {
    const { shape, values } = stored.get(name)!;
    tf.tidy(() => variable.assign(tf.tensor(values, shape)));
  }
  return { words, sentences, parameters };
}

function relativeDifference(actual: ArrayLike<number>, expected: Float32Array): number {
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return expected.reduce((most, value, i) => Math.max(most, Math.abs(actual[i] - value)), 0) / (1e-6 + largest);
}

describe('mlm.v1 and nsp.v1 on BERT with the reference weights', () => {
  beforeAll(useTinyBackend);
  const expected = readFixture<{ mlm_loss: number; nsp_loss: number; total_loss: number }>('erf/losses.json');

  it.each([
    ['in training', training],
    ['in evaluation', inference],
  ])('have the reference losses %s', (_, mode) => {
    const { words, sentences } = reference();
    tf.tidy(() => {
      const [word, sentence] = [words.mean(mode).dataSync()[0], sentences.mean(mode).dataSync()[0]];
      expect(Math.abs(word / expected.mlm_loss - 1)).toBeLessThan(1e-5);
      expect(Math.abs(sentence / expected.nsp_loss - 1)).toBeLessThan(1e-5);
    });
  });

  it('report loss and accuracy where [MASK] shows in evaluation alone', () => {
    const { words } = reference();
    tf.tidy(() => {
      const { sum, report } = words.loss(inference);
      expect(Object.keys(report!).sort()).toEqual(['accuracy', 'maskedAccuracy', 'maskedLoss']);
      expect(Object.keys(words.loss(training).report!)).toEqual(['accuracy']);
      const { weight, reportWeights } = words.targets;
      expect(reportWeights).toEqual({ maskedLoss: 7, maskedAccuracy: 7 });
      expect(reportWeights!['maskedLoss']).toBeLessThan(Number(weight));
      expect(report!['maskedLoss'].dataSync()[0]).toBeLessThan((sum as tf.Scalar).dataSync()[0]);
    });
  });

  it('have the reference gradient for every parameter, of the sum of their means', () => {
    const { words, sentences, parameters } = reference();
    const gradients = readSafetensors('erf/gradients.safetensors');
    tf.tidy(() => {
      const { grads } = tf.variableGrads(
        () => tf.add<tf.Scalar>(words.mean(training), sentences.mean(training)),
        parameters.map(({ variable }): tf.Variable => variable),
      );
      expect(parameters.map(({ name }) => name).sort()).toEqual([...gradients.keys()].sort());
      for (const { name, variable } of parameters) {
        const actual = grads[variable.name].dataSync();
        // In exact arithmetic a key bias has no gradient; in float32 it has noise.
        if (name.endsWith('self.key.bias')) expect(Math.max(...actual.map(Math.abs)), name).toBeLessThan(1e-6);
        else expect(relativeDifference(actual, gradients.get(name)!.values), name).toBeLessThan(1e-4);
      }
    });
  });
});
