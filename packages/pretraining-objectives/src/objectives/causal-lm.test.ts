import { KeyedRandom } from '@cloze/contracts';
import { createParameterFactory } from '@cloze/encoder-core';
import { describeObjective, tinyEncoder, tinyExamples, tinyHost, tinyVocabulary, useTinyBackend } from '@cloze/testing';
import { tensor2d } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { tokenMasking } from '../corruptions/token-masking.js';
import { causalLm } from './causal-lm.js';
import { generate } from './generate.js';

await useTinyBackend();

// The first token of a text follows from nothing, so the loss has a floor: ln 3 for one token in five or so.
const fallsTo = 0.2;
describeObjective(causalLm, [
  { title: 'single texts', count: 3, fallsTo },
  { title: 'a corruption that it does not see', count: 3, fallsTo, corruptions: [{ plugin: tokenMasking }] },
  { title: 'packed rows', layout: 'packed', count: 2, fallsTo },
]);

describe('causal-lm.v1', () => {
  it('names every ordinary token from the row before it, within its packed part', () => {
    const [example] = tinyExamples({ count: 1, layout: 'packed' });
    const { inputIds, special } = example.original;
    const unknown = Int32Array.from(inputIds, (id, i) => (i === 2 ? tinyVocabulary().special.unknown : id));
    const { arrays, weight } = causalLm
      .targets({}, tinyHost())
      .collate([{ ...example, original: { ...example.original, inputIds: unknown } }]);
    const named = [...inputIds.keys()].filter((i) => special[i] === 0 && i !== 2);
    expect(arrays).toEqual({
      rows: Int32Array.from(named, (i) => i - 1),
      labels: Int32Array.from(named, (i) => inputIds[i]),
    });
    expect(weight).toBe(named.length);
  });
});

describe('generate', () => {
  const vocabulary = tinyVocabulary();
  const random = new KeyedRandom(1);
  const encoder = tinyEncoder.create(tinyEncoder.options.parse({}), { vocabularySize: vocabulary.size, random });
  const objective = causalLm.create(
    {},
    {
      sizes: encoder.sizes,
      vocabulary,
      encoder,
      parameters: createParameterFactory('lm', random),
      random,
      createEncoder: () => encoder,
    },
  );
  const model = { encoder, objective, vocabulary };
  const prompt = Int32Array.of(5, 7);

  it('repeats from a stream, and never draws a special token', () => {
    const sample = (seed: number) => generate(model, { prompt, length: 20, random: random.stream('sample', seed) });
    expect(sample(1)).toEqual(sample(1));
    expect(sample(1)).not.toEqual(sample(2));
    for (const id of [...sample(1), ...sample(2)]) expect(vocabulary.isSpecial(id)).toBe(false);
  });

  it('takes the likeliest ordinary token at temperature 0, and ends with the positions', () => {
    const { mask } = vocabulary.special;
    const scores = Float32Array.from({ length: vocabulary.size }, (_, id) => (id === mask ? 9 : +(id === 11)));
    const likeliest = { predictNext: () => tensor2d(scores, [1, vocabulary.size]) };
    const greedy = generate(
      { ...model, objective: likeliest },
      { length: 1000, temperature: 0, random: random.stream('unused') },
    );
    expect(greedy).toEqual(new Int32Array(encoder.sizes.maxPositions - 1).fill(11));
  });

  it('draws tokens as often as the softmax says (4.5 standard deviations)', () => {
    const logit = (id: number) => (id === 6 ? Math.log(3) : id === 8 ? 0 : -1e9);
    const scores = Float32Array.from({ length: vocabulary.size }, (_, id) => logit(id));
    const odds = { predictNext: () => tensor2d(scores, [1, vocabulary.size]) };
    const stream = random.stream('odds');
    let seen = 0;
    for (let draw = 0; draw < 2000; draw += 1)
      seen += +(generate({ ...model, objective: odds }, { length: 1, random: stream })[0] === 6);
    expect(Math.abs(seen - 1500)).toBeLessThan(4.5 * Math.sqrt(2000 * 0.75 * 0.25));
  });

  it('says so when an objective cannot generate', () => {
    expect(() => generate({ ...model, objective: {} }, { length: 1, random: random.stream('unused') })).toThrow(
      [
        'This model cannot generate text',
        '  received: an objective without `predictNext`',
        '  allowed: a left-to-right objective',
        '  fix: train with "causal-lm.v1"',
      ].join('\n'),
    );
  });
});
