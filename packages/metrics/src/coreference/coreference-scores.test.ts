import { KeyedRandom } from '@cloze/contracts';
import { describe, expect, it } from 'vitest';
import { coreferenceScores } from './coreference-scores.js';

const clusters = (text: string) => text.split(' ').map((cluster) => [...cluster]);
const score = (gold: string, predicted: string) =>
  coreferenceScores([{ gold: clusters(gold), predicted: clusters(predicted) }]);

describe('MUC', () => {
  // Vilain et al. (1995), "A model-theoretic coreference scoring scheme", section 4.
  it.each([
    ['abcd', 'ab cd', 1, 2 / 3],
    ['ab cd', 'abcd', 2 / 3, 1],
    ['abcd', 'ab', 1, 1 / 3],
    ['abc', 'ac', 1, 1 / 2],
  ])('scores the examples of its authors: %s, %s', (gold, predicted, precision, recall) => {
    const { muc } = score(gold, predicted);
    expect(muc.precision).toBeCloseTo(precision, 12);
    expect(muc.recall).toBeCloseTo(recall, 12);
  });
});

describe('B-cubed', () => {
  // Bagga and Baldwin (1998), "Algorithms for scoring coreference chains", figures 1 to 3.
  it.each([
    ['12345 6789ABC', 16 / 21],
    ['1234589ABC 67', 7 / 12],
  ])('scores the examples of its authors: %s', (predicted, precision) => {
    const { bCubed, muc } = score('12345 67 89ABC', predicted);
    expect(bCubed.precision).toBeCloseTo(precision, 12);
    expect(bCubed.recall).toBe(1);
    expect(muc.precision).toBeCloseTo(9 / 10, 12);
  });
});

describe('CEAF', () => {
  // Luo (2005), "On coreference resolution performance metrics", table 1: MUC, B-cubed, CEAF with phi_3 and with phi_4.
  it.each([
    ['12345 6789ABC', 0.947, 0.865, 0.833, 0.733],
    ['1234589ABC 67', 0.947, 0.737, 0.583, 0.667],
    ['123456789ABC', 0.9, 0.545, 0.417, 0.294],
    ['1 2 3 4 5 6 7 8 9 A B C', 0, 0.4, 0.25, 0.178],
  ])('scores the examples of its author: %s', (predicted, muc, bCubed, phi3, phi4) => {
    const scores = score('12345 67 89ABC', predicted);
    expect(scores.muc.f1).toBeCloseTo(muc, 3);
    expect(scores.bCubed.f1).toBeCloseTo(bCubed, 3);
    expect(scores.ceafMentions.f1).toBeCloseTo(phi3, 3);
    expect(scores.ceafEntities.f1).toBeCloseTo(phi4, 3);
  });
});

describe('coreferenceScores', () => {
  // Pradhan et al. (2014), "Scoring coreference partitions of predicted mentions: a reference implementation", section 5.
  it('scores the example of the reference scorer, with mentions that only one side has', () => {
    const { muc, bCubed, ceafMentions, ceafEntities, conll } = score('abc defg', 'ab cd fghi');
    expect([muc.recall, muc.precision, muc.f1].map((value) => value.toFixed(2))).toEqual(['0.40', '0.40', '0.40']);
    expect([bCubed.recall, bCubed.precision, bCubed.f1].map((value) => value.toFixed(2))).toEqual([
      '0.42',
      '0.50',
      '0.45',
    ]);
    expect([ceafMentions.recall, ceafMentions.precision, ceafMentions.f1].map((value) => value.toFixed(2))).toEqual([
      '0.57',
      '0.50',
      '0.53',
    ]);
    expect([ceafEntities.recall, ceafEntities.precision, ceafEntities.f1].map((value) => value.toFixed(2))).toEqual([
      '0.65',
      '0.43',
      '0.52',
    ]);
    expect(conll).toBeCloseTo((muc.f1 + bCubed.f1 + ceafEntities.f1) / 3, 12);
  });

  it('sums documents before it divides', () => {
    const together = coreferenceScores([
      { gold: clusters('abcd'), predicted: clusters('ab cd') },
      { gold: clusters('ab'), predicted: clusters('ab') },
    ]);
    expect(together.muc.recall).toBeCloseTo((2 + 1) / (3 + 1), 12);
    expect(together.bCubed.recall).toBeCloseTo((2 + 2) / 6, 12);
    expect(together.ceafEntities.precision).toBeCloseTo((2 / 3 + 1) / 3, 12);
  });

  it('is 0 without clusters on a side', () => {
    expect(coreferenceScores([{ gold: clusters('ab'), predicted: [] }]).conll).toBe(0);
    expect(coreferenceScores([{ gold: [], predicted: clusters('ab') }]).conll).toBe(0);
    expect(coreferenceScores([]).conll).toBe(0);
    const none = { precision: 0, recall: 0, f1: 0 };
    for (const [gold, predicted] of [
      [[], [[]]],
      [[[]], []],
      [[[]], [[]]],
    ]) {
      expect(coreferenceScores([{ gold, predicted }])).toEqual({
        muc: none,
        bCubed: none,
        ceafMentions: none,
        ceafEntities: none,
        conll: 0,
      });
    }
  });

  it('agrees with the definitions worked out by brute force', () => {
    const random = new KeyedRandom(2).stream('test/coreference');
    for (let trial = 0; trial < 200; trial += 1) {
      const [gold, predicted] = [randomClusters(random), randomClusters(random)];
      const scores = coreferenceScores([{ gold: padded(gold, random), predicted: padded(predicted, random) }]);
      expect(scores.muc.recall).toBeCloseTo(mucRecall(gold, predicted), 12);
      expect(scores.muc.precision).toBeCloseTo(mucRecall(predicted, gold), 12);
      expect(scores.bCubed.recall).toBeCloseTo(bCubedRecall(gold, predicted), 12);
      expect(scores.bCubed.precision).toBeCloseTo(bCubedRecall(predicted, gold), 12);
      const shared = (a: readonly string[], b: readonly string[]) => a.filter((mention) => b.includes(mention)).length;
      const phi4 = (a: readonly string[], b: readonly string[]) => (2 * shared(a, b)) / (a.length + b.length);
      const [paired, overlap] = [bestPairing(gold, predicted, shared), bestPairing(gold, predicted, phi4)];
      expect(scores.ceafMentions.recall).toBeCloseTo(share(paired, gold.flat().length), 12);
      expect(scores.ceafMentions.precision).toBeCloseTo(share(paired, predicted.flat().length), 12);
      expect(scores.ceafEntities.recall).toBeCloseTo(share(overlap, gold.length), 12);
      expect(scores.ceafEntities.precision).toBeCloseTo(share(overlap, predicted.length), 12);
    }
  });
});

type Random = ReturnType<KeyedRandom['stream']>;

/** Some of eight mentions in up to four clusters, now and then none. */
function randomClusters(random: Random): string[][] {
  const made: string[][] = Array.from({ length: 4 }, () => []);
  const kept = random.bernoulli(0.1) ? 0 : 0.8;
  for (const mention of 'abcdefgh') if (random.bernoulli(kept)) made[random.below(4)].push(mention);
  return made.filter(({ length }) => length > 0);
}

/** The same clusters, with empty ones between them and mentions repeated within them. */
function padded(clusters: readonly string[][], random: Random): string[][] {
  const repeated = clusters.map((cluster) => [...cluster, ...cluster.filter(() => random.bernoulli(0.3))]);
  return [...repeated, []].flatMap((cluster) => (random.bernoulli(0.3) ? [[], cluster] : [cluster]));
}

/** 0 of nothing. */
function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

/** Of the fewest links that make each cluster, those that need not be added: by counting connected parts. */
function mucRecall(key: readonly (readonly string[])[], response: readonly (readonly string[])[]): number {
  let [kept, all] = [0, 0];
  for (const cluster of key) {
    const parts = new Set(
      cluster.map((mention) => {
        const other = response.findIndex((mentions) => mentions.includes(mention));
        return other < 0 ? mention : other;
      }),
    );
    kept += cluster.length - parts.size;
    all += cluster.length - 1;
  }
  return share(kept, all);
}

/** Mean over the key's mentions of the share of their cluster that is with them in the response. */
function bCubedRecall(key: readonly (readonly string[])[], response: readonly (readonly string[])[]): number {
  const shares = key.flatMap((cluster) =>
    cluster.map((mention) => {
      const other = response.find((mentions) => mentions.includes(mention)) ?? [];
      return cluster.filter((one) => other.includes(one)).length / cluster.length;
    }),
  );
  return share(
    shares.reduce((sum, one) => sum + one, 0),
    shares.length,
  );
}

/** The best sum over every one-to-one pairing of clusters. */
function bestPairing(
  a: readonly (readonly string[])[],
  b: readonly (readonly string[])[],
  similarity: (one: readonly string[], other: readonly string[]) => number,
): number {
  if (a.length === 0) return 0;
  const [first, ...rest] = a;
  const without = bestPairing(rest, b, similarity);
  return Math.max(
    without,
    ...b.map(
      (other, i) =>
        similarity(first, other) +
        bestPairing(
          rest,
          b.filter((_, j) => j !== i),
          similarity,
        ),
    ),
  );
}
