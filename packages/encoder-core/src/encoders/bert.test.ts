import { KeyedRandom, parseOptions } from '@cloze/contracts';
import { describeEncoder, useTinyBackend } from '@cloze/testing';
import { tensor1d } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { bert } from './bert.js';
import { BERT_PRESETS, bertSizes } from './bert-options.js';

const small = { hiddenSize: 6, layers: 2, heads: 2, intermediateSize: 8, maxPositions: 32, initializerRange: 0.3 };

describeEncoder(bert, [
  { title: 'erf GELU, a pooler, dropout', options: small },
  {
    title: 'tanh GELU, no pooler, no dropout',
    options: { ...small, activation: 'gelu_new', pooler: false, dropout: 0 },
  },
  { title: 'narrower embeddings', options: { ...small, embeddingSize: 4 } },
]);

describe('an encoder of bert.v1', () => {
  beforeAll(useTinyBackend);

  it.each([
    [2, 'segments 0 to 1'],
    [1, 'segment 0'],
  ])('says which token is of a segment beyond its %d', (segmentTypes, allowed) => {
    const options = parseOptions(bert.options, { ...small, segmentTypes }, 'encoder');
    const encoder = bert.create(options, { vocabularySize: 4, random: new KeyedRandom(1) });
    const ids = (...values: number[]) => tensor1d(values, 'int32');
    const starts = Int32Array.of(0, 3);
    const input = { inputIds: ids(1, 2, 3), positionIds: ids(0, 1, 2), exampleStarts: starts, partStarts: starts };
    expect(() => encoder.encode({ ...input, segmentIds: ids(0, segmentTypes, 0) })).toThrow(
      [
        'A token is of a segment that the encoder does not have',
        '  where: token 1 of the batch',
        `  received: segment ${segmentTypes}`,
        `  allowed: ${allowed}`,
        '  fix: give examples of fewer segments, or raise segmentTypes for a new encoder',
      ].join('\n'),
    );
    encoder.dispose();
  });
});

// Parameters of transformers 5.23's BertModel of these sizes with the 30,522 entries of bert-base-uncased.
const PRESETS = [
  ['tiny', 2, 128, 2, 512, 4_385_920],
  ['mini', 4, 256, 4, 1024, 11_170_560],
  ['small', 4, 512, 8, 2048, 28_763_648],
  ['medium', 8, 512, 8, 2048, 41_373_184],
  ['base', 12, 768, 12, 3072, 109_482_240],
  ['large', 24, 1024, 16, 4096, 335_141_888],
] as const;

describe('the presets of bert.v1', () => {
  beforeAll(useTinyBackend);

  it.each(PRESETS)('%s: %d layers of width %d with %d heads and %d inside', (preset, ...sizes) => {
    const [layers, hiddenSize, heads, intermediateSize, parameters] = sizes;
    expect(bertSizes(parseOptions(bert.options, { preset }, 'encoder'))).toMatchObject({
      layers,
      hiddenSize,
      heads,
      intermediateSize,
      maxPositions: 512,
      segmentTypes: 2,
      initializerRange: 0.02,
      layerNormEpsilon: 1e-12,
    });
    // Each layer and each entry adds the same number, so that a few of each tell of all: the whole would take gigabytes. No values are drawn.
    const services = { random: new KeyedRandom(1), saved: { has: () => true } };
    const countOf = (layers: number, vocabularySize: number) => {
      const options = parseOptions(bert.options, { preset, layers }, 'encoder');
      const encoder = bert.create(options, { ...services, vocabularySize });
      try {
        return encoder.parameters.count;
      } finally {
        encoder.dispose();
      }
    };
    const least = countOf(1, 1);
    const aLayer = countOf(2, 1) - least;
    const anEntry = countOf(1, 2) - least;
    expect(least + (layers - 1) * aLayer + (30_522 - 1) * anEntry).toBe(parameters);
  });

  it('are all in the table, and "base" is the default', () => {
    expect(Object.keys(BERT_PRESETS)).toEqual(PRESETS.map(([preset]) => preset));
    expect(parseOptions(bert.options, {}, 'encoder')).toMatchObject({ preset: 'base' });
  });
});
