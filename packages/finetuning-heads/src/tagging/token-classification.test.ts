import { createLabelSet, type EncodedRecord, type TaggingRecord } from '@cloze/contracts';
import { describeHead, encodeTinyRecord } from '@cloze/testing';
import { describe, expect, it } from 'vitest';
import { taggedRecord } from '../testing/tagged-record.js';
import { subwordTargets } from './subword-targets.js';
import { tokenClassification } from './token-classification.js';

const labels = ['O', 'B-A', 'I-A', 'B-P'];
const records = [
  taggedRecord('the cats sat on a mat', 'B-A I-A O O B-P O'),
  taggedRecord('dogs walked', 'B-A O'),
  taggedRecord('the tree', 'O B-P'),
];

describeHead(tokenClassification, [
  { title: 'first subwords', labels, records },
  { title: 'all subwords', labels, records, options: { labelling: 'all', combine: 'mean', decoder: 'greedy-bio' } },
  { title: 'weights', labels, records, options: { classWeights: { O: 0.5, 'B-P': 2 }, dropout: 0.1 }, fallsTo: 0.3 },
]);

describe('token-classification.v1', () => {
  const labelSet = createLabelSet(labels);
  const [cats] = records;

  it('teaches the first subword, or all with B- become I- on the rest', () => {
    const windows = [
      encodeTinyRecord(taggedRecord('the', 'O')),
      encodeTinyRecord(taggedRecord('dogs walked', 'B-A B-P')),
    ];
    const [first, all] = (['first', 'all'] as const).map(
      (labelling) => subwordTargets(windows, labelSet, labelling).arrays,
    );
    // [CLS] the [SEP] [CLS] dog ##s walk ##ed [SEP]
    expect([[...(first['rows'] as Int32Array)], [...(first['labels'] as Int32Array)]]).toEqual([
      [1, 4, 6],
      [0, 1, 3],
    ]);
    expect([[...(all['rows'] as Int32Array)], [...(all['labels'] as Int32Array)]]).toEqual([
      [1, 4, 5, 6, 7],
      [0, 1, 2, 3, 3], // there is no I-P
    ]);
  });

  it('teaches each window its own words', () => {
    const window: EncodedRecord<TaggingRecord> = {
      ...encodeTinyRecord(cats),
      ownWords: { from: 2, to: 4 },
      window: { index: 0, count: 2 },
    };
    const { arrays, weight } = subwordTargets([window], labelSet, 'all');
    expect([[...(arrays['rows'] as Int32Array)], weight]).toEqual([[4, 5], 2]);
  });

  const decode = (options: Record<string, unknown>, window: EncodedRecord<TaggingRecord>, logits: number[][]) => {
    const parsed = tokenClassification.options.parse(options);
    const outputs = { logits: { data: Float32Array.from(logits.flat()), shape: [logits.length, 4] } };
    const decoded = tokenClassification.decode(parsed, outputs, [window], labelSet);
    return tokenClassification.merge!(parsed, decoded, [window], labelSet);
  };

  it("takes a word's tag from its first subword, or from all of them", () => {
    const window = encodeTinyRecord(taggedRecord('dogs sat')); // [CLS] dog ##s sat [SEP]
    const logits = [
      [0, 0, 0, 0],
      [0, 1, 0, 0],
      [0, 0, 0, 3],
      [5, 0, 0, 0],
      [0, 0, 0, 0],
    ];
    const first = decode({}, window, logits);
    expect(first.tags).toEqual(['B-A', 'O']);
    expect(first.offsets).toEqual([
      [0, 4],
      [5, 8],
    ]);
    expect(first.probabilities?.[1]).toBeCloseTo(Math.exp(5) / (Math.exp(5) + 3), 6);
    expect(decode({ combine: 'mean' }, window, logits).tags).toEqual(['B-P', 'O']);
  });

  it('gives words that were cut off as outside', () => {
    const whole = encodeTinyRecord(taggedRecord('the tree sat'));
    const cut = { ...whole, wordTokens: whole.wordTokens.slice(0, 3), ownWords: { from: 0, to: 2 } };
    const logits = Array.from({ length: 5 }, () => [0, 2, 1, 0]);
    expect(decode({}, cut, logits)).toMatchObject({
      tags: ['B-A', 'B-A', 'O'],
      offsets: [
        [0, 3],
        [4, 8],
        [9, 12],
      ],
    });
  });

  it('names file and line where there is not one tag a word', () => {
    const broken = encodeTinyRecord({ ...cats, tags: ['O'] });
    expect(() => subwordTargets([broken], labelSet, 'first')).toThrow(
      'A record has not one tag a word\n  where: a.bio:3\n  received: 1 tags\n  allowed: 6',
    );
  });
});
