import type { CoreferenceRecord } from '@cloze/contracts';
import { describeHead, encodeTinyRecord } from '@cloze/testing';
import { describe, expect, it } from 'vitest';
import { antecedentPairs } from './antecedent-pairs.js';
import { distanceGroup } from './antecedent-scorer.js';
import { coreference } from './coreference.js';
import { joinClusters } from './join-clusters.js';
import { mentionTargets } from './mention-targets.js';

function document(
  text: string,
  ...clusters: (readonly (readonly [start: number, end: number])[])[]
): CoreferenceRecord {
  const mentions = clusters.map((cluster) => cluster.map(([start, end]) => ({ start, end })));
  return { kind: 'coreference', text, clusters: mentions, source: { file: 'stories.json', line: 1 } };
}

//                     0       8   12     19  23
const cats = document('the cat sat on the cat walk', [
  [0, 7],
  [15, 22],
]);
const records = [
  cats,
  document('a dog ran dogs ran', [
    [2, 5],
    [10, 14],
  ]),
  document('a bird sang'),
];

describeHead(coreference, [
  {
    title: 'every span kept',
    records,
    options: { maxSpanLength: 2, spansPerWord: 5, hiddenSize: 8 },
    fallsTo: 0.4,
  },
  {
    title: 'self-attentive pooling, few antecedents',
    records,
    options: {
      maxSpanLength: 2,
      spansPerWord: 5,
      maxAntecedents: 6,
      hiddenSize: 8,
      endpointSize: 6,
      representation: 'ffn-attentive',
      widthSize: 2,
    },
    fallsTo: 0.4,
  },
]);

describe('coreference.v1', () => {
  it('knows the clusters of spans, a number of its own each', () => {
    const windows = [cats, records[1]].map((record) => encodeTinyRecord(record));
    const { arrays, weight } = mentionTargets(windows, 2, 0.5, 'first');
    // the cat | the+cat … : spans 0-0 0-1 1-1 1-2 …
    expect([...(arrays['clusters'] as Int32Array)]).toEqual([
      ...[0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0],
      ...[0, 0, 2, 0, 0, 0, 2, 0, 0],
    ]);
    expect(weight).toBe(3 + 2);
  });

  it('learns nothing from a text of which one mention alone is kept', () => {
    expect(mentionTargets([encodeTinyRecord(document('a bird'))], 2, 0.5, 'first').weight).toBe(0);
  });

  it('keeps the spans that score best and pairs each with the nearest before it', () => {
    const scores = [5, 1, 4, 3, 0, 2, 7];
    const { mentions, windows, starts, pairs } = antecedentPairs(scores, [5, 8, 2, 2], 0.5, 2);
    expect([...mentions]).toEqual([0, 1, 2, 3, 6]);
    expect([...windows]).toEqual([0, 0, 0, 0, 1]);
    expect([...starts]).toEqual([0, 0, 1, 3, 5, 5]);
    expect([...pairs]).toEqual([1, 0, 2, 1, 2, 0, 3, 2, 3, 1]);
  });

  it('groups distances', () => {
    expect([1, 2, 3, 4, 5, 7, 8, 16, 32, 63, 64, 500].map(distanceGroup)).toEqual([0, 1, 2, 3, 4, 4, 5, 6, 7, 7, 8, 8]);
  });

  it('joins pairs to clusters, over windows', () => {
    const mention = (start: number) => ({ start, end: start + 2 });
    const links = [
      [mention(9), mention(4), 0.9],
      [mention(30), mention(20), 0.7],
      [mention(9), mention(0), 0.8],
      [mention(20), mention(9), 0.6],
      [mention(40), mention(35), 0.5],
    ] as const;
    expect(joinClusters(links).scores).toEqual([expect.closeTo(0.75, 12), 0.5]);
    expect(joinClusters(links).clusters.map((cluster) => cluster.map(({ start }) => start))).toEqual([
      [0, 4, 9, 20, 30],
      [35, 40],
    ]);
  });
});
