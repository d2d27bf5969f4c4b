import { KeyedRandom, parseOptions } from '@cloze/contracts';
import { describeEncoder, useTinyBackend } from '@cloze/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { bert } from './bert.js';
import { bertSizes } from './bert-options.js';

const small = { hiddenSize: 6, layers: 2, heads: 2, intermediateSize: 8, maxPositions: 32, initializerRange: 0.3 };

describeEncoder(bert, [
  { title: 'erf GELU, a pooler, dropout', options: small },
  {
    title: 'tanh GELU, no pooler, no dropout',
    options: { ...small, activation: 'gelu_new', pooler: false, dropout: 0 },
  },
  { title: 'narrower embeddings', options: { ...small, embeddingSize: 4 } },
]);

describe('the preset "base" of bert.v1', () => {
  beforeAll(useTinyBackend);

  it('has the 109,482,240 parameters of BERT-base with its 30,522 entries', () => {
    // Each layer and each entry adds the same number, so that a few of each tell of all: the whole would take seconds and a gigabyte.
    const countOf = (layers: number, vocabularySize: number) => {
      const options = parseOptions(bert.options, { preset: 'base', layers }, 'encoder');
      const encoder = bert.create(options, { vocabularySize, random: new KeyedRandom(1) });
      try {
        return encoder.parameters.count;
      } finally {
        encoder.dispose();
      }
    };
    const { layers } = bertSizes(parseOptions(bert.options, {}, 'encoder'));
    const least = countOf(1, 1);
    const aLayer = countOf(2, 1) - least;
    const anEntry = countOf(1, 2) - least;
    expect(least + (layers - 1) * aLayer + (30_522 - 1) * anEntry).toBe(109_482_240);
  });
});
