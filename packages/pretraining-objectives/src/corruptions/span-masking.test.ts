import { TokenAction, type View } from '@cloze/contracts';
import { describeCorruption, tinyHost } from '@cloze/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { corruptionOf, positionsOf, textView } from '../fixtures/views.js';
import { roundHalfEven } from './round-half-even.js';
import { spanMasking } from './span-masking.js';

const { masked, replaced, kept } = TokenAction;
const host = tinyHost();
const ordinary = (i: number) => 5 + (i % 14);

describeCorruption(spanMasking, [
  { title: 'default options' },
  { title: 'spans apart', options: { touching: 'apart', rate: 0.4 } },
  { title: 'spans of one word', options: { maxWords: 1, rate: { from: 0.1, to: 0.3 } } },
]);

/** Pairs [start, end) of a view's spans. */
const spansOf = ({ spans }: View) =>
  Array.from({ length: spans.length / 2 }, (_, i): [number, number] => [spans[2 * i], spans[2 * i + 1]]);

describe('span-masking.v1', () => {
  /** A text of words of the given lengths, and options. */
  const anyText = fc.record({
    lengths: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 40 }),
    index: fc.nat(1000),
    rate: fc.double({ min: 0.05, max: 0.6, noNaN: true }),
    touching: fc.constantFrom('merge' as const, 'apart' as const),
  });
  const viewOf = (lengths: readonly number[]) => {
    const starts = new Set(lengths.map((_, i) => lengths.slice(0, i).reduce((a, b) => a + b, 0)));
    const tokens = lengths.reduce((a, b) => a + b, 0);
    return textView(tokens + 2, ordinary, (i) => starts.has(i));
  };

  it('takes whole words, one action a span, within the budget but for a first span', () => {
    fc.assert(
      fc.property(anyText, ({ lengths, index, rate, touching }) => {
        const view = viewOf(lengths);
        const corrupted = corruptionOf(spanMasking, { rate, touching, endProbability: 0.5 }, host)(view, { index });
        const spans = spansOf(corrupted);
        const targets = positionsOf(corrupted, masked, replaced, kept);
        expect(targets).toEqual(
          spans.flatMap(([start, end]) => Array.from({ length: end - start }, (_, i) => start + i)),
        );
        expect(spans.length).toBeGreaterThan(0);
        for (const [start, end] of spans) {
          expect(view.wordStarts[start]).toBe(1);
          expect(view.special[end] || view.wordStarts[end]).toBe(1);
          expect(new Set(corrupted.actions.slice(start, end)).size).toBe(1);
        }
        const budget = Math.max(1, roundHalfEven(rate * view.inputIds.length));
        if (targets.length > budget) expect(spans).toHaveLength(1);
        for (let i = 1; i < spans.length; i += 1) {
          const between = view.wordStarts.slice(spans[i - 1][1], spans[i][0]).filter((start) => start === 1).length;
          expect(between).toBeGreaterThan(0);
        }
      }),
    );
  });

  it('draws starts uniformly over words (4.5 standard deviations)', () => {
    const hits = new Float64Array(30);
    const corrupt = corruptionOf(spanMasking, { rate: 0.01, maxWords: 1 }, host);
    const draws = 14_000;
    for (let index = 0; index < draws; index += 1)
      for (const [start] of spansOf(corrupt(textView(30, ordinary), { index }))) hits[start] += 1;
    const probability = 1 / 28;
    const bound = 4.5 * Math.sqrt(draws * probability * (1 - probability));
    for (let i = 1; i < 29; i += 1) expect(Math.abs(hits[i] - draws * probability), `word ${i}`).toBeLessThan(bound);
  });

  it('draws lengths in words with a mean near 3.80 where there is room', () => {
    const corrupt = corruptionOf(spanMasking, { rate: 0.001 }, host); // one span an example
    let words = 0;
    const draws = 2000;
    for (let index = 0; index < draws; index += 1) {
      const [[start, end]] = spansOf(corrupt(textView(502, ordinary), { index }));
      words += end - start;
    }
    // Standard deviation of a length: 2.55. At most 9 of 500 starts are near enough to the end to cut a span.
    expect(Math.abs(words / draws - 3.797)).toBeLessThan(4.5 * (2.55 / Math.sqrt(draws)) + 0.04);
  });

  it('shows 80, 10 and 10 % of the spans as [MASK], random tokens and themselves (4.5 standard deviations)', () => {
    const seen = { [masked]: 0, [replaced]: 0, [kept]: 0 };
    const corrupt = corruptionOf(spanMasking, { rate: 0.2, maxWords: 2, touching: 'apart' }, host);
    let spans = 0;
    for (let index = 0; index < 1500; index += 1) {
      const view = corrupt(textView(60, ordinary), { index });
      for (const [start] of spansOf(view)) {
        seen[view.actions[start] as typeof masked] += 1;
        spans += 1;
      }
    }
    for (const [action, share] of [
      [masked, 0.8],
      [replaced, 0.1],
      [kept, 0.1],
    ] as const) {
      const bound = 4.5 * Math.sqrt(spans * share * (1 - share));
      expect(Math.abs(seen[action] - spans * share), `action ${action}`).toBeLessThan(bound);
    }
  });

  it('draws the random tokens of a span one by one', () => {
    const shares = { mask: 0, random: 1, keep: 0 };
    const corrupt = corruptionOf(spanMasking, { rate: 0.5, shares }, host);
    const seen = new Set<number>();
    const view = corrupt(
      textView(60, () => 7),
      { index: 1 },
    );
    for (const i of positionsOf(view, replaced)) seen.add(view.inputIds[i]);
    expect(seen.size).toBeGreaterThan(3);
  });

  it('merges spans that touch, or keeps a clear word between them', () => {
    const lengthsOf = (touching: string) => {
      const corrupt = corruptionOf(spanMasking, { rate: 1, maxWords: 1, touching }, host);
      return Array.from({ length: 20 }, (_, index) => spansOf(corrupt(textView(12, ordinary), { index })));
    };
    for (const spans of lengthsOf('merge')) expect(spans).toEqual([[1, 11]]);
    for (const spans of lengthsOf('apart')) {
      expect(spans.length).toBeGreaterThan(2);
      spans.slice(1).forEach(([start], i) => expect(start - spans[i][1]).toBeGreaterThan(0));
    }
  });

  it('keeps the spans of an earlier corruption', () => {
    const original = textView(40, ordinary);
    const first = corruptionOf(spanMasking, { rate: 0.1 }, host)(original);
    const second = corruptionOf(spanMasking, { rate: 0.2, touching: 'apart' }, host)(first, { original, index: 7 });
    const all = spansOf(second).map(String);
    for (const span of spansOf(first)) expect(all).toContain(String(span));
    expect(all.length).toBeGreaterThan(spansOf(first).length);
  });

  it('ends a span with the text, so that a short text may be taken whole', () => {
    const corrupt = corruptionOf(spanMasking, { endProbability: 0.01, maxWords: 10 }, host);
    const spans = Array.from({ length: 40 }, (_, index) => spansOf(corrupt(textView(5, ordinary), { index })));
    for (const drawn of spans) expect(drawn).toHaveLength(1); // the budget of 5 tokens is 1
    expect(spans.map(String)).toContain('1,4');
  });
});
