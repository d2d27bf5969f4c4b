import { KeyedRandom } from '@cloze/contracts';
import { describe, expect, it } from 'vitest';
import { selectSpans, type ScoredSpan, type SpanDecoder } from './select-spans.js';

const WORDS = 5;

const overlaps = (a: ScoredSpan, b: ScoredSpan) => a.first <= b.last && b.first <= a.last;
const contains = (a: ScoredSpan, b: ScoredSpan) => a.first <= b.first && b.last <= a.last;
const crosses = (a: ScoredSpan, b: ScoredSpan) => overlaps(a, b) && !contains(a, b) && !contains(b, a);
const isRoot = ({ first, last }: ScoredSpan) => first === 0 && last === WORDS - 1;

const mayStand: Record<SpanDecoder, (set: readonly ScoredSpan[], pair: (test: typeof overlaps) => boolean) => boolean> =
  {
    overlapping: () => true,
    flat: (_set, pair) => !pair(overlaps),
    nested: (_set, pair) => !pair(crosses),
    tree: (set, pair) => set.some(isRoot) && !pair(crosses),
  };

/** The best score of any allowed set, by trying all. */
function bruteForce(decoder: SpanDecoder, spans: readonly ScoredSpan[]): number {
  let best = -Infinity;
  for (let bits = 0; bits < 1 << spans.length; bits += 1) {
    const set = spans.filter((_, i) => (bits >> i) & 1);
    const pair = (test: typeof overlaps) => set.some((a, i) => set.slice(i + 1).some((b) => test(a, b)));
    if (mayStand[decoder](set, pair)) best = Math.max(best, scoreOf(set));
  }
  return best;
}

const scoreOf = (set: readonly ScoredSpan[]) => set.reduce((total, { gain }) => total + gain, 0);

/** The best labelled binary tree over words [first, last], every span of which may be labelled or not: straight from the definition. */
function bestTree(gains: ReadonlyMap<string, number>, first: number, last: number, mustLabel: boolean): number {
  const gain = gains.get(`${first} ${last}`) ?? -Infinity;
  const own = mustLabel ? gain : Math.max(0, gain);
  if (first === last) return own;
  let below = -Infinity;
  for (let middle = first; middle < last; middle += 1) {
    below = Math.max(below, bestTree(gains, first, middle, false) + bestTree(gains, middle + 1, last, false));
  }
  return own + below;
}

function randomSpans(seed: number, longest: number, count: number): ScoredSpan[] {
  const stream = new KeyedRandom(seed).stream('spans');
  const all: ScoredSpan[] = [{ first: 0, last: WORDS - 1, gain: stream.normal() }];
  for (let first = 0; first < WORDS; first += 1) {
    for (let last = first; last < Math.min(WORDS, first + longest); last += 1) {
      const span = { first, last, gain: stream.normal() + 0.3 };
      if (!isRoot(span)) all.push(span);
    }
  }
  return [all[0], ...stream.shuffle(all.slice(1)).slice(0, count)];
}

describe.each(['overlapping', 'nested', 'flat', 'tree'] as const)('%s decoding', (decoder) => {
  it('finds the best set of all that it may give', () => {
    for (let seed = 0; seed < 60; seed += 1) {
      const spans = randomSpans(seed, 2 + (seed % 4), 9);
      const chosen = selectSpans(decoder, spans, WORDS);
      const pair = (test: typeof overlaps) => chosen.some((a, i) => chosen.slice(i + 1).some((b) => test(a, b)));
      expect(mayStand[decoder](chosen, pair)).toBe(true);
      expect(scoreOf(chosen)).toBeCloseTo(bruteForce(decoder, spans), 10);
    }
  });

  it('gives spans by first word, the longer before the shorter', () => {
    const chosen = selectSpans(decoder, randomSpans(7, 5, 14), WORDS);
    const sorted = [...chosen].sort((a, b) => a.first - b.first || b.last - a.last);
    expect(chosen).toEqual(sorted);
  });
});

describe('tree decoding', () => {
  it('is the best labelled binary tree', () => {
    for (let seed = 0; seed < 40; seed += 1) {
      const spans = randomSpans(seed, 5, 14);
      const gains = new Map(spans.map(({ first, last, gain }) => [`${first} ${last}`, gain]));
      expect(scoreOf(selectSpans('tree', spans, WORDS))).toBeCloseTo(bestTree(gains, 0, WORDS - 1, true), 10);
    }
  });

  it('has the span of all words, however much longer than the others', () => {
    const root = { first: 0, last: 99, gain: -1 };
    const below = [
      { first: 3, last: 4, gain: 1 },
      { first: 98, last: 99, gain: 1 },
    ];
    expect(selectSpans('tree', [...below, root], 100)).toEqual([root, ...below]);
  });

  it('is the best nested set where the span of all words is not given', () => {
    const spans = [
      { first: 0, last: 1, gain: 1 },
      { first: 1, last: 1, gain: 2 },
    ];
    expect(selectSpans('tree', spans, 9)).toEqual(spans);
  });
});
