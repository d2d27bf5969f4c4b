import { concatenateViews, KeyedRandom, type Example } from '@cloze/contracts';
import { inference, toBatch, toTensors, type EncoderInput } from '@cloze/contracts/tensor';
import { bert, createParameterFactory, embeddingBag, lstm } from '@cloze/encoder-core';
import { describeObjective, tinyEncoder, tinyExamples, tinyHost, useTinyBackend } from '@cloze/testing';
import { tidy, type Scalar } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { deleteTokens } from '../corruptions/delete.js';
import { tokenMasking } from '../corruptions/token-masking.js';
import { replacedTokenTargets } from './replaced-token-targets.js';
import { rtd } from './rtd.js';

await useTinyBackend();

const corruptions = [{ plugin: tokenMasking, options: { rate: 0.3 } }];
const options = { generator: { hiddenSize: 4 } };

// Where a sampled token changes, the loss jumps, which no gradient can show: few examples and a seed with no draw near such a
// place let finite differences see the smooth part.
describeObjective(rtd, [
  { title: 'a narrow generator', corruptions, options, count: 4 },
  {
    title: 'pairs, and a generator of the same size',
    layout: 'pair',
    seed: 2,
    count: 3,
    corruptions,
    options: { generator: {} },
  },
  {
    title: 'packed rows, another weight, a corruption that moves tokens',
    layout: 'packed',
    count: 3,
    corruptions: [...corruptions, { plugin: deleteTokens }],
    options: { ...options, discriminatorWeight: 5 },
  },
]);

describe('rtd.v1', () => {
  const host = tinyHost();
  const mask = host.vocabulary.special.mask;

  it('shows the generator [MASK] at every target, whatever the corruption shows there', () => {
    const shares = { mask: 0, random: 0.5, keep: 0.5 };
    const [example] = tinyExamples({
      count: 1,
      corruptions: [{ plugin: tokenMasking, options: { rate: 0.4, shares } }],
    });
    const { arrays, weight } = replacedTokenTargets([example], mask, host.random, 'samples');
    const rows = arrays['rows'] as Int32Array;
    expect(rows.length).toBeGreaterThan(0);
    const expected = example.original.inputIds.slice();
    for (const row of rows) expected[row] = mask;
    expect(arrays['generatorIds']).toEqual(expected);
    expect(arrays['labels']).toEqual(rows.map((row) => example.original.inputIds[row]));
    expect(weight).toEqual({ generator: rows.length, discriminator: expected.length });
  });

  it('draws by epoch and example', () => {
    const [first, second] = tinyExamples({ count: 2, corruptions });
    const draws = (examples: Example[]) => [
      ...(replacedTokenTargets(examples, mask, host.random, 'samples').arrays['draws'] as Float32Array),
    ];
    expect(draws([second, first])).toEqual([...draws([second]), ...draws([first])]);
    expect(draws([first])).not.toEqual(draws([{ ...first, epoch: 1 }]));
  });

  /** One evaluation over a tiny encoder: what the discriminator read, and the counts. */
  const evaluate = (examples: readonly Example[]) => {
    const random = new KeyedRandom(1);
    const services = { vocabularySize: host.vocabulary.size, random };
    const encoder = tinyEncoder.create(tinyEncoder.options.parse({}), services);
    const wordEmbeddings = () => encoder.wordEmbeddings();
    const small = tinyEncoder.create(tinyEncoder.options.parse({ hiddenSize: 4 }), { ...services, wordEmbeddings });
    const parsed = rtd.options.parse(options);
    const objective = rtd.create(parsed, {
      sizes: encoder.sizes,
      vocabulary: host.vocabulary,
      encoder,
      parameters: createParameterFactory('rtd', random),
      random,
      createEncoder: () => small,
    });
    const { arrays } = rtd.targets(parsed, host).collate(examples);
    const [original, corrupted] = [
      examples.map((example) => example.original),
      examples.map((example) => example.corrupted),
    ].map(concatenateViews);
    let seen: number[] = [];
    let counts: Record<string, number> = {};
    tidy(() => {
      const { report } = objective.loss({
        batch: toBatch({ epoch: 0, index: 0, views: { original, corrupted }, targets: {} }),
        encode(view) {
          seen = [...(view as EncoderInput).inputIds.dataSync()];
          return encoder.encode(view as EncoderInput);
        },
        targets: toTensors(arrays),
        mode: inference,
      });
      counts = Object.fromEntries(
        Object.entries(report!).map(([name, value]: [string, Scalar]) => [name, value.dataSync()[0]]),
      );
    });
    return { seen, original: [...original.inputIds], rows: [...(arrays['rows'] as Int32Array)], counts, small };
  };

  it('lets the discriminator read sampled tokens at targets, and originals elsewhere', () => {
    const { seen, original, rows, counts } = evaluate(tinyExamples({ count: 6, corruptions }));
    const changed = [...seen.keys()].filter((row) => seen[row] !== original[row]);
    expect(rows).toEqual(expect.arrayContaining(changed));
    expect(changed.length).toBeGreaterThan(0);
    // A sampled token that is the original one counts as original.
    expect(counts['replacedActual']).toBe(changed.length);
    expect(counts['replacedFound']).toBeLessThanOrEqual(Math.min(changed.length, counts['replacedPredicted']));
    expect(counts['discriminatorAccuracy']).toBe(
      seen.length - changed.length - counts['replacedPredicted'] + 2 * counts['replacedFound'],
    );
  });

  it('shares its word embeddings with the generator, which has none of its own', () => {
    const { small } = evaluate(tinyExamples({ count: 1, corruptions }));
    expect([...small.parameters].map(({ name }) => name)).not.toContain('embeddings.words');
    expect([...small.parameters].map(({ name }) => name)).toContain('projection');
  });

  const services = { vocabularySize: 23, random: new KeyedRandom(1) };
  it.each([
    [
      'a quarter of the heads',
      bert.create(bert.options.parse({ hiddenSize: 32, heads: 8, layers: 1 }), services),
      { heads: 2, hiddenSize: 8, intermediateSize: 32 },
    ],
    ['an LSTM as it is, which has no heads', lstm.create(lstm.options.parse({ hiddenSize: 4 }), services), {}],
    ['word vectors as they are', embeddingBag.create(embeddingBag.options.parse({ embeddingSize: 4 }), services), {}],
  ])('takes %s where no generator is given', (_what, encoder, expected) => {
    const { random } = services;
    let changes: unknown;
    rtd.create(rtd.options.parse({}), {
      sizes: encoder.sizes,
      vocabulary: host.vocabulary,
      encoder,
      parameters: createParameterFactory('rtd', random),
      random,
      createEncoder(received, prefix) {
        changes = { ...received, prefix };
        return encoder;
      },
    });
    expect(changes).toEqual({ ...expected, prefix: 'generator' });
  });
});
