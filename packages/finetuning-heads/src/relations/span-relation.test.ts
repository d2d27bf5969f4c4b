import { createLabelSet, parseOptions, type RelationsRecord } from '@cloze/contracts';
import { createParameterFactory } from '@cloze/encoder-core';
import { KeyedRandom } from '@cloze/contracts';
import { describeHead, encodeTinyRecord, tinyEncoder, useTinyBackend } from '@cloze/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { spanRecord } from '../testing/span-record.js';
import { chooseSpansOfWindows } from './chosen-spans.js';
import { mergeJoint } from './decode-relations.js';
import { pairTargets } from './given-pairs.js';
import { spanRelation } from './span-relation.js';

function related(
  text: string,
  spans: readonly (readonly [string, string])[],
  ...relations: (readonly [head: number, tail: number, label: string])[]
): RelationsRecord {
  return {
    ...spanRecord(text, ...spans),
    kind: 'relations',
    relations: relations.map(([head, tail, label]) => ({ head, tail, label })),
  };
}

const labels = ['sits-on', 'beside'];
const spanLabels = ['animal', 'place'];
const records = [
  related(
    'the cats sat on a mat',
    [
      ['the cats', 'animal'],
      ['a mat', 'place'],
    ],
    [0, 1, 'sits-on'],
  ),
  related(
    'dogs ran under a tree',
    [
      ['dogs', 'animal'],
      ['a tree', 'place'],
    ],
    [1, 0, 'beside'],
  ),
  related('a bird sang', [['a bird', 'animal']]),
];
const small = { maxSpanLength: 3, hiddenSize: 8, endpointSize: 6 };

describeHead(spanRelation, [
  { title: 'spans and relations', labels, spanLabels, records, options: small, fallsTo: 0.4 },
  {
    title: 'less of what has no label',
    labels,
    spanLabels,
    records,
    options: { ...small, noneWeight: 0.3 },
    fallsTo: 0.4,
  },
  {
    title: 'given spans, semantic roles',
    labels,
    records,
    options: { ...small, spans: 'given', representation: 'ffn-attentive', widthSize: 2 },
    fallsTo: 0.4,
  },
]);

describe('span-relation.v1', () => {
  beforeAll(useTinyBackend);
  const labelSet = createLabelSet(labels, spanLabels);

  it('learns from all ordered pairs of the spans', () => {
    const { arrays, weight } = pairTargets(
      records.map((record) => encodeTinyRecord(record)),
      labelSet,
      0.25,
    );
    const { pairSpans, pairs, pairLabels, pairWeights } = arrays;
    expect([...pairSpans.data]).toEqual([0, 1, 4, 5, 6, 6, 9, 10, 11, 12]);
    expect([...pairs.data]).toEqual([0, 1, 1, 0, 2, 3, 3, 2]);
    expect([...pairLabels]).toEqual([1, 0, 0, 2]);
    expect([...pairWeights]).toEqual([0.25, 1, 1]);
    expect(weight).toBe(2 + 2 * 0.25);
  });

  it('leaves pairs to the window that has the head', () => {
    const whole = encodeTinyRecord(records[0]);
    const first = { ...whole, ownWords: { from: 0, to: 2 }, window: { index: 0, count: 2 } };
    expect([...pairTargets([first], labelSet, 1).arrays.pairs.data]).toEqual([0, 1]);
  });

  it('looks for relations between the best spans of each window, with heads that are its own', () => {
    // two windows of 4 and 2 words with four spans and two
    const logits = [1, 3, 2, 0.5, 1, 2].flatMap((gain) => [0, gain]);
    const counts = [4, 4, 2, 2];
    const choose = (ratio: number, isOwn: number[]) => chooseSpansOfWindows(logits, 2, { counts, isOwn }, ratio);
    expect(choose(0.5, [1, 1, 1, 1, 1, 0])).toEqual({
      spans: [1, 2, 4, 5],
      pairs: Int32Array.of(0, 1, 1, 0, 2, 3),
    });
    expect(choose(0.75, [1, 1, 1, 1, 1, 1]).spans).toEqual([0, 1, 2, 4, 5]);
  });

  it('drops relations of spans that the windows together do not keep', () => {
    const span = (first: number, gain: number) => ({
      first,
      last: first + 1,
      gain,
      start: first,
      end: first + 2,
      label: 'animal',
      score: 1,
    });
    const relation = (head: string, tail: string) => ({ head, tail, label: 'beside', score: 0.5 });
    const decoded = [
      { spans: [span(0, 1), span(2, 1)], relations: [relation('0 1', '2 3')] },
      { spans: [span(3, 5)], relations: [relation('3 4', '0 1')] },
    ];
    const window = [encodeTinyRecord(records[0])];
    const flat = mergeJoint(decoded, window, 'flat');
    expect(flat.spans.map(({ start }) => start)).toEqual([0, 3]);
    expect(flat.relations.map(({ head, tail }) => [head, tail])).toEqual([[1, 0]]);
    expect(mergeJoint(decoded, window, 'overlapping').relations.map(({ head, tail }) => [head, tail])).toEqual([
      [0, 1],
      [2, 0],
    ]);
  });

  it('gives relations between the spans of the record', () => {
    const options = spanRelation.options.parse({ spans: 'given' });
    const window = encodeTinyRecord(records[0]);
    const outputs = { pairLogits: { data: Float32Array.of(0, 2, 1, 1, 0, 0), shape: [2, 3] } };
    const decoded = spanRelation.decode(options, outputs, [window], labelSet);
    const prediction = spanRelation.merge!(options, decoded, [window], labelSet);
    expect(prediction.spans.map(({ label }) => label)).toEqual(['animal', 'place']);
    expect(prediction.relations).toEqual([{ head: 0, tail: 1, label: 'sits-on', score: expect.closeTo(0.665, 2) }]);
  });

  it('refuses options of finding spans where they are given', () => {
    const parse = (given: object) =>
      parseOptions<unknown>(spanRelation.options, { spans: 'given', ...given }, 'heads[0]');
    expect(() => parse({ decoding: 'nested' })).toThrow(
      [
        'Wrong value for an option',
        '  where: heads[0].decoding',
        '  received: "nested"',
        '  allowed: none with "spans": "given", where no spans are looked for',
      ].join('\n'),
    );
    expect(() => parse({ spansPerWord: 1 })).toThrow('heads[0].spansPerWord');
    expect(parse(parse({}) as object)).toMatchObject({ spans: 'given' });
  });

  it('needs labels of spans to find them', () => {
    const random = new KeyedRandom(1);
    const encoder = tinyEncoder.create(tinyEncoder.options.parse({}), { vocabularySize: 5, random });
    const parameters = createParameterFactory('relations', random);
    const services = { sizes: encoder.sizes, encoder, labels: createLabelSet(labels), parameters };
    expect(() => spanRelation.create(spanRelation.options.parse({}), services)).toThrow(
      [
        'A head that finds spans and their relations needs labels of both',
        '  where: spans',
        '  received: labels of relations alone',
        '  fix: set "spanLabels" of the training data, or set "spans": "given"',
      ].join('\n'),
    );
    encoder.dispose();
  });
});
