import { useBackend } from '@cloze/backend/testing';
import { KeyedRandom } from '@cloze/contracts';
import { toEncoderInput, type Mode } from '@cloze/contracts/tensor';
import { tensor1d } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { createParameterFactory } from '../parameters/parameter-factory.js';
import { bert } from './bert.js';
import { embeddingBag } from './embedding-bag.js';
import { featureEncoder, type FeatureLayers } from './feature-encoder.js';

// What stands below is made when this file is read.
await useBackend('cpu');

const random = new KeyedRandom(3);
const own = bert.create(
  bert.options.parse({ hiddenSize: 4, layers: 5, heads: 2, intermediateSize: 8, maxPositions: 8, dropout: 0.5 }),
  { vocabularySize: 10, random },
);
const input = toEncoderInput({
  inputIds: Int32Array.of(1, 2, 3),
  segmentIds: new Int32Array(3),
  positionIds: Int32Array.of(0, 1, 0),
  exampleStarts: Int32Array.of(0, 2, 3),
  partStarts: Int32Array.of(0, 2, 3),
});
const states = own.encode(input).layers.map((layer) => layer.arraySync());
const mode: Mode = { training: true, dropoutKey: () => [1, 2] };

function features(layers: FeatureLayers) {
  const factory = createParameterFactory('features', random);
  const encoder = featureEncoder(own, layers, factory);
  return { encoder, factory, encoded: encoder.encode(input, { mode }) };
}

const near = (received: number[][], expected: number[][]) =>
  received.flat().forEach((value, i) => expect(value).toBeCloseTo(expected.flat()[i], 6));
const meanOf = (chosen: number[][][]) =>
  chosen[0].map((row, i) => row.map((_, j) => chosen.reduce((sum, layer) => sum + layer[i][j], 0) / chosen.length));

describe('featureEncoder', () => {
  it('gives the last layer without dropout', () => {
    const { encoder, encoded } = features('last');
    near(encoded.hidden.arraySync(), states[5]);
    expect(encoder.pooled?.(encoded).shape).toEqual([2, 4]);
  });

  it('gives the mean and the concatenation of the last four', () => {
    near(features('last4-mean').encoded.hidden.arraySync(), meanOf(states.slice(2)));
    const { encoder, encoded } = features('last4-concat');
    near(
      encoded.hidden.arraySync(),
      states[5].map((_, i) => states.slice(2).flatMap((layer) => layer[i])),
    );
    expect(encoder.sizes.hiddenSize).toBe(16);
    expect(encoded.cls().shape).toEqual([2, 16]);
    expect([encoder.pooled, encoder.modelConfig()]).toEqual([undefined, {}]);
  });

  it('mixes all layers by learned shares, at first equal ones', () => {
    const { encoded, factory, encoder } = features('mix');
    near(encoded.hidden.arraySync(), meanOf(states));
    factory.table.get('cloze.features.scores').assign(tensor1d([0, 0, 0, 0, 0, 50]));
    near(encoder.encode(input).hidden.arraySync(), states[5]);
  });

  it('says so where an encoder has no layers', () => {
    const bag = embeddingBag.create(embeddingBag.options.parse({}), { vocabularySize: 10, random });
    expect(() => featureEncoder(bag, 'mix', createParameterFactory('features', random))).toThrow(
      'The encoder has no layers to choose from\n  where: features.layers\n  received: "mix"\n  allowed: "last"',
    );
  });
});
