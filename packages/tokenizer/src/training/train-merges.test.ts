import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareByCodePoint } from '../unicode/code-points.js';
import type { MergeScoreName } from './merge-score.js';
import { trainMerges, type Merge } from './train-merges.js';
import { spellWords } from './word-list.js';

type Counts = ReadonlyMap<string, number>;

/** Counts everything anew before each merge: slow, and plainly what the rules say. */
function bruteForce(words: Counts, score: MergeScoreName, tokenLimit: number, minPairCount: number) {
  const spelt = [...words].map(([word, count]) => ({
    tokens: [...word].map((character, i) => (i === 0 ? character : `##${character}`)),
    count,
  }));
  const vocabulary = [...new Set(spelt.flatMap(({ tokens }) => tokens))].sort(compareByCodePoint);
  const merges: Merge[] = [];
  while (vocabulary.length < tokenLimit) {
    const tokenCounts = new Map<string, number>();
    const pairCounts = new Map<string, { left: string; right: string; count: number }>();
    let total = 0;
    for (const { tokens, count } of spelt) {
      tokens.forEach((token, i) => {
        tokenCounts.set(token, (tokenCounts.get(token) ?? 0) + count);
        total += count;
        const right = tokens[i + 1];
        if (right === undefined) return;
        const pair = pairCounts.get(`${token} ${right}`) ?? { left: token, right, count: 0 };
        pair.count += count;
        pairCounts.set(`${token} ${right}`, pair);
      });
    }
    const countOf = (token: string) => tokenCounts.get(token) ?? 0;
    const candidates = [...pairCounts.values()]
      .filter(({ count }) => count >= minPairCount)
      .map(({ left, right, count }): Merge => {
        const [leftCount, rightCount] = [countOf(left), countOf(right)];
        const scores = {
          likelihood: count * Math.log((count * total) / (leftCount * rightCount)),
          count,
          ratio: count / (leftCount * rightCount),
        };
        return { left, right, pairCount: count, leftCount, rightCount, score: scores[score] };
      })
      .sort(
        (a, b) =>
          b.score - a.score ||
          b.pairCount - a.pairCount ||
          compareByCodePoint(a.left, b.left) ||
          compareByCodePoint(a.right, b.right),
      );
    if (candidates.length === 0) break;
    const [best] = candidates;
    merges.push(best);
    const product = best.left + best.right.replace(/^##/, '');
    if (!vocabulary.includes(product)) vocabulary.push(product);
    for (const word of spelt) {
      const merged: string[] = [];
      for (let i = 0; i < word.tokens.length; i += 1) {
        const fits = word.tokens[i] === best.left && word.tokens[i + 1] === best.right;
        merged.push(fits ? product : word.tokens[i]);
        if (fits) i += 1;
      }
      word.tokens = merged;
    }
  }
  return { tokens: vocabulary, merges };
}

const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'é', '𝒳'), minLength: 1, maxLength: 8 });
const corpora = fc
  .array(fc.tuple(word, fc.integer({ min: 1, max: 40 })), { minLength: 1, maxLength: 25 })
  .map((entries) => new Map(entries));

describe('trainMerges', () => {
  it.each(['likelihood', 'count', 'ratio'] as const)(
    '%s: merges what counting anew before each merge merges',
    (score) => {
      fc.assert(
        fc.property(corpora, fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 5 }), (words, limit, least) => {
          const expected = bruteForce(words, score, limit, least);
          const { tokens, merges } = trainMerges(spellWords(words, '##', 1000), {
            score,
            continuationPrefix: '##',
            tokenLimit: limit,
            minPairCount: least,
          });
          expect(tokens).toEqual(expected.tokens);
          expect(merges).toEqual(expected.merges);
        }),
        { numRuns: 150 },
      );
    },
  );

  it('tells how many tokens there are, at the end too', () => {
    const seen: number[] = [];
    const words = spellWords(new Map([['hug', 3]]), '##', 1000);
    const options = { score: 'count', continuationPrefix: '##', tokenLimit: 10, minPairCount: 1 } as const;
    const { tokens } = trainMerges(words, { ...options, report: (count) => seen.push(count) });
    expect([tokens, seen]).toEqual([['##g', '##u', 'h', '##ug', 'hug'], [5]]);
  });
});
