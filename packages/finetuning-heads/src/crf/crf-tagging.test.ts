import { createLabelSet, parseOptions, type EncodedRecord, type TaggingRecord } from '@cloze/contracts';
import { describeHead, encodeTinyRecord, tinyHost } from '@cloze/testing';
import { describe, expect, it } from 'vitest';
import { taggedRecord } from '../testing/tagged-record.js';
import { crfTagging } from './crf-tagging.js';

const labels = ['O', 'B-A', 'I-A', 'B-P', 'I-P'];
const records = [
  taggedRecord('the cats sat on a mat', 'B-A I-A O O B-P O'),
  taggedRecord('dogs walked', 'B-A O'),
  taggedRecord('the tree', 'O B-P'),
];

describeHead(crfTagging, [
  { title: 'BIO', labels, records },
  { title: 'the mean of subwords', labels, records, options: { pooling: 'mean' } },
  {
    title: 'no constraints and dropout',
    labels,
    records,
    options: { constrainTraining: false, constrainDecoding: false, dropout: 0.1 },
    fallsTo: 0.3,
  },
  {
    title: 'IOB1',
    labels: ['O', 'I-A', 'B-A'],
    records: [taggedRecord('the cat the dogs sat', 'I-A I-A B-A I-A O'), taggedRecord('a tree', 'O O')],
    options: { scheme: 'iob1' },
  },
  {
    title: 'BIOES',
    labels: ['O', 'B-A', 'I-A', 'E-A', 'S-A'],
    records: [taggedRecord('the cat sat', 'B-A E-A O'), taggedRecord('dogs walked', 'S-A O')],
    options: { scheme: 'bioes' },
  },
  {
    title: 'plain tags',
    labels: ['DET', 'NOUN', 'VERB'],
    records: [taggedRecord('the cats sat', 'DET NOUN VERB'), taggedRecord('dogs walked', 'NOUN VERB')],
    options: { scheme: 'none' },
  },
]);

describe('crf-tagging.v1', () => {
  const labelSet = createLabelSet(labels);
  const host = { ...tinyHost(), labels: labelSet };
  const parse = (options: Record<string, unknown> = {}) => crfTagging.options.parse(options);
  const collate = (options: Record<string, unknown>, ...windows: EncodedRecord<TaggingRecord>[]) =>
    crfTagging.targets(parse(options), host).collate(windows);
  const broken = taggedRecord('the cats sat', 'O I-A O');

  it('names file, line and word of a sequence that the scheme forbids', () => {
    expect(() => collate({}, encodeTinyRecord(broken))).toThrow(
      [
        'A sequence of tags is not allowed in the scheme "bio"',
        '  where: a.bio:3',
        '  received: I-A at word 2 ("cats") after O',
        '  fix: correct the tags, choose the scheme that they are written in, or set "invalid": "repair"',
      ].join('\n'),
    );
    const unfinished = encodeTinyRecord(taggedRecord('the cats', 'O B-A'));
    const bioes = { ...host, labels: createLabelSet(['O', 'B-A', 'E-A']) };
    expect(() => crfTagging.targets(parse({ scheme: 'bioes' }), bioes).collate([unfinished])).toThrow(
      'received: B-A at its end',
    );
  });

  it('repairs such a sequence when told to', () => {
    const { arrays } = collate({ invalid: 'repair' }, encodeTinyRecord(broken));
    expect([...(arrays['tags'] as Int32Array)]).toEqual([0, 1, 0]);
  });

  it('repairs nothing without a scheme', () => {
    expect(() => parseOptions(crfTagging.options, { scheme: 'none', invalid: 'repair' }, 'heads[0]')).toThrow(
      expect.objectContaining({
        message: [
          'Wrong value for an option',
          '  where: heads[0].invalid',
          '  received: "repair"',
          '  allowed: "error" with "scheme": "none", which forbids nothing: name the scheme that is to be repaired',
        ].join('\n'),
      }),
    );
  });

  it('has the tags that repairing needs, also where they do not occur', () => {
    const names = crfTagging.labels!(parse({ invalid: 'repair' }), ['O', 'I-A']);
    expect(names).toEqual(['O', 'I-A', 'B-A']);
    const closed = { ...host, labels: createLabelSet(names) };
    const { arrays } = crfTagging
      .targets(parse({ invalid: 'repair' }), closed)
      .collate([encodeTinyRecord(taggedRecord('the cats sat', 'O I-A I-A'))]);
    expect([...(arrays['tags'] as Int32Array)]).toEqual([0, 2, 1]);
    expect(crfTagging.labels!(parse(), ['O', 'I-A'])).toEqual(['O', 'I-A']);
  });

  it('goes by the tags where it is not told their scheme', () => {
    const bioes = { ...host, labels: createLabelSet(['O', 'B-A', 'E-A', 'S-A']) };
    const { arrays } = crfTagging
      .targets(parse(), bioes)
      .collate([encodeTinyRecord(taggedRecord('the cats sat', 'S-A O S-A'))]);
    expect([...(arrays['tags'] as Int32Array)]).toEqual([3, 0, 3]);
    const typeless = { ...host, labels: createLabelSet(['O', 'B', 'I', 'E', 'S']) };
    const collate = (tags: string) =>
      crfTagging.targets(parse(), typeless).collate([encodeTinyRecord(taggedRecord('the cats sat', tags))]);
    expect(() => collate('S B E')).not.toThrow();
    expect(() => collate('S E O')).toThrow('A sequence of tags is not allowed in the scheme "bioes"');
  });

  it('teaches a window its own words, as a piece of the chain', () => {
    const whole = encodeTinyRecord(records[0]);
    const first = { ...whole, ownWords: { from: 0, to: 1 }, window: { index: 0, count: 2 } };
    const second = { ...whole, ownWords: { from: 1, to: 6 }, window: { index: 1, count: 2 } };
    const { arrays, weight } = collate({}, first, second);
    expect(arrays['chains']).toEqual({ data: Int32Array.of(0, 1, 1, 0, 1, 6, 0, 1), shape: [2, 4] });
    expect([...(arrays['tags'] as Int32Array)]).toEqual([1, 2, 0, 0, 3, 0]);
    expect(weight).toBe(2);
  });

  it('searches the best sequence over all windows, so that constraints hold where they meet', () => {
    const whole = encodeTinyRecord(taggedRecord('the cats'));
    const windows = [0, 1].map((index) => ({
      ...whole,
      ownWords: { from: index, to: index + 1 },
      window: { index, count: 2 },
    }));
    const outputs = {
      emissions: { data: Float32Array.of(5, 4, 0, 0, 0, 0, 0, 9, 0, 0), shape: [2, 5] },
      transitions: { data: new Float32Array(25), shape: [5, 5] },
      start: new Float32Array(5),
      end: new Float32Array(5),
    };
    const predict = (options: Record<string, unknown>) => {
      const decoded = crfTagging.decode(parse(options), outputs, windows, labelSet);
      return crfTagging.merge!(parse(options), decoded, windows, labelSet);
    };
    expect(predict({}).tags).toEqual(['B-A', 'I-A']);
    expect(predict({ constrainDecoding: false }).tags).toEqual(['O', 'I-A']);
    expect(predict({}).probabilities?.[1]).toBeGreaterThan(0.9);
  });
});
