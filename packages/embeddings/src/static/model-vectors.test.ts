import { useBackend } from '@cloze/backend/testing';
import { memory } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { embedTexts } from '../contextual/embed-texts.js';
import { compareInContext } from '../similarity/compare-in-context.js';
import { cosine } from '../similarity/cosine.js';
import { smallModel } from '../testing/small-model.js';
import { modelTable } from './model-table.js';
import { typeVectors } from './type-vectors.js';

let model: Awaited<ReturnType<typeof smallModel>>;
beforeAll(async () => {
  await useBackend('cpu');
  model = await smallModel();
});
afterAll(() => model.dispose());

describe('modelTable', () => {
  it('has the word embedding of every token', () => {
    const vectors = modelTable(model);
    expect(vectors.words).toHaveLength(model.tokenizer.vocabulary.size);
    const table = model.encoder.wordEmbeddings().dataSync();
    const id = model.tokenizer.vocabulary.id('bank')!;
    expect([...vectors.vector('bank')!]).toEqual([...table.slice(id * 8, (id + 1) * 8)]);
  });
});

describe('typeVectors', () => {
  const TEXTS = ['The cat sat.', 'the river bank', 'cat, dog and cat!'];

  it('are means over the contexts of a word', async () => {
    const before = memory().numTensors;
    const vectors = await typeVectors(model, TEXTS);
    expect(memory().numTensors).toBe(before);
    expect([...vectors.words].sort()).toEqual(['and', 'bank', 'cat', 'dog', 'river', 'sat', 'the']);
    const places = [
      { text: TEXTS[0], stretch: { start: 4, end: 7 } },
      { text: TEXTS[2], stretch: { start: 0, end: 3 } },
      { text: TEXTS[2], stretch: { start: 13, end: 16 } },
    ];
    const sum = new Float64Array(8);
    for await (const vector of embedTexts(model, places)) vector.forEach((value, i) => (sum[i] += value / 3));
    vectors.vector('cat')!.forEach((value, i) => expect(value).toBeCloseTo(sum[i], 5));
  });

  it('may be of some words, and read a few occurrences of each', async () => {
    const vectors = await typeVectors(model, TEXTS, {
      words: new Set(['cat', 'dog']),
      perWord: 1,
      layers: 'last4-concat',
    });
    expect(vectors.words).toEqual(['cat', 'dog']);
    expect(vectors.width).toBe(32);
    const first = { text: TEXTS[0], stretch: { start: 4, end: 7 } };
    for await (const vector of embedTexts(model, [first], { layers: 'last4-concat' }))
      vectors.vector('cat')!.forEach((value, i) => expect(value).toBeCloseTo(vector[i], 5));
  });
});

describe('compareInContext', () => {
  it('is the cosine of the two vectors', async () => {
    const pair = [
      { text: 'the river bank', stretch: { start: 10, end: 14 } },
      { text: 'the money bank', stretch: { start: 10, end: 14 } },
    ] as const;
    const vectors: Float32Array[] = [];
    for await (const vector of embedTexts(model, pair)) vectors.push(vector);
    const [alike, same] = await compareInContext(model, [pair, [pair[0], pair[0]]]);
    expect(alike).toBeCloseTo(cosine(vectors[0], vectors[1]), 5);
    expect(same).toBeCloseTo(1, 6);
  });
});
