import { readFileSync } from 'node:fs';
import { gatherRows, softmaxCrossEntropy } from '@cloze/backend';
import { testBackends, useBackend } from '@cloze/backend/testing';
import {
  add,
  div,
  tensor1d,
  tidy,
  variableGrads,
  type Scalar,
  type Tensor,
  type Variable,
} from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { CASES, fixtureFile, loadCase, type ReferenceCase } from '../testing/load-case.js';
import { readSafetensors } from '../testing/read-safetensors.js';

/** max |a - b| / (1e-6 + max |b|), the measure of the fixtures. */
function relativeDifference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(actual.length).toBe(expected.length);
  let difference = 0;
  let largest = 0;
  for (let i = 0; i < expected.length; i += 1) {
    difference = Math.max(difference, Math.abs(actual[i] - expected[i]));
    largest = Math.max(largest, Math.abs(expected[i]));
  }
  return difference / (1e-6 + largest);
}

function takeRows(values: Float32Array, rows: readonly number[], width: number): Float32Array {
  const taken = new Float32Array(rows.length * width);
  rows.forEach((row, i) => taken.set(values.subarray(row * width, (row + 1) * width), i * width));
  return taken;
}

function losses({ encoder, words, sentences, input, targets, sentenceLabels }: ReferenceCase) {
  const encoded = encoder.encode(input);
  const rows = gatherRows(encoded.hidden, tensor1d(targets.rows, 'int32'));
  const { lossSum } = words.loss(rows, tensor1d(targets.labels, 'int32'));
  const mlm: Scalar = div(lossSum, targets.rows.length);
  const pairs = softmaxCrossEntropy(sentences(encoder.pooled!(encoded)), tensor1d(sentenceLabels, 'int32'));
  const nsp: Scalar = div(pairs.lossSum, sentenceLabels.length);
  return { mlm, nsp, total: add<Scalar>(mlm, nsp) };
}

describe.each(testBackends)("bert.v1 beside Hugging Face's BertForPreTraining on %s", (backend) => {
  beforeAll(() => useBackend(backend));

  it.each(CASES)('gives the hidden states, attentions and logits of "%s"', (name) => {
    const reference = loadCase(name);
    const { encoder, words, sentences, input, places, longest } = reference;
    const expected = readSafetensors(fixtureFile(name, 'outputs.safetensors'));
    const wanted = (key: string) => expected.get(key)!.values;
    tidy(() => {
      const encoded = encoder.encode(input, { attentions: true });
      const { hiddenSize, heads, vocabularySize } = encoder.sizes;
      encoded.layers.forEach((layer, i) => {
        const rows = takeRows(wanted(`hidden_states.${i}`), places, hiddenSize);
        expect(relativeDifference(layer.dataSync(), rows), `hidden_states.${i}`).toBeLessThan(2e-5);
      });
      encoded.attentions!.forEach((parts, layer) => {
        const whole = wanted(`attentions.${layer}`);
        parts.forEach((part, example) => {
          const length = part.shape[1];
          const rows = Array.from({ length: heads * length }, (_, i) => {
            const row = (example * heads + Math.floor(i / length)) * longest + (i % length);
            return whole.subarray(row * longest, row * longest + length);
          });
          const flat = Float32Array.from(rows.flatMap((row) => [...row]));
          expect(relativeDifference(part.dataSync(), flat), `attentions.${layer}`).toBeLessThan(2e-5);
        });
      });
      const pooled = encoder.pooled!(encoded);
      const outputs: [string, Tensor, ArrayLike<number>][] = [
        ['pooler', pooled, wanted('pooler_output')],
        ['words', words.logits(encoded.hidden), takeRows(wanted('prediction_logits'), places, vocabularySize)],
        ['sentences', sentences(pooled), wanted('seq_relationship_logits')],
      ];
      for (const [key, actual, values] of outputs) {
        expect(relativeDifference(actual.dataSync(), values), key).toBeLessThan(2e-5);
      }
    });
    encoder.dispose();
    reference.factory.table.dispose();
  });

  it.each(CASES)('gives the losses and every gradient of "%s"', (name) => {
    const reference = loadCase(name);
    const tables = [reference.encoder.parameters, reference.factory.table];
    const expectedLosses = JSON.parse(readFileSync(fixtureFile(name, 'losses.json'), 'utf8')) as Record<string, number>;
    const expected = readSafetensors(fixtureFile(name, 'gradients.safetensors'));
    tidy(() => {
      const { mlm, nsp, total } = losses(reference);
      for (const [key, loss] of Object.entries({ mlm_loss: mlm, nsp_loss: nsp, total_loss: total })) {
        const wanted = expectedLosses[key];
        expect(Math.abs(loss.dataSync()[0] - wanted) / wanted, key).toBeLessThan(1e-5);
      }
      const parameters = tables.flatMap((table) => [...table]);
      const { grads } = variableGrads(
        () => losses(reference).total,
        parameters.map(({ variable }): Variable => variable),
      );
      for (const { name: key, variable } of parameters) {
        const actual = grads[variable.name].dataSync();
        if (key.endsWith('attention.self.key.bias')) {
          expect(Math.max(...actual.map(Math.abs)), key).toBeLessThan(1e-6);
        } else {
          expect(relativeDifference(actual, expected.get(key)!.values), key).toBeLessThan(1e-4);
        }
      }
    });
    for (const table of tables) table.dispose();
  });
});
