import { TokenAction, type CorruptionPlugin, type View } from '@cloze/contracts';
import { describeCorruption, tinyHost } from '@cloze/testing';
import { describe, expect, it } from 'vitest';
import { corruptionOf, positionsOf, textView } from '../fixtures/views.js';
import { deleteTokens } from './delete.js';
import { insert } from './insert.js';
import { reorder } from './reorder.js';
import { replace } from './replace.js';

const { replaced, moved, inserted } = TokenAction;
const host = tinyHost();
const ordinary = (i: number) => 5 + (i % 14);
const cases = [
  { title: 'default options' },
  { title: 'a high rate', options: { rate: 0.7 } },
  { title: 'a rate on a schedule', options: { rate: { from: 0.05, to: 0.4 } } },
];

describeCorruption(replace, [...cases, { title: 'uniform tokens', options: { randomTokens: 'uniform' } }]);
describeCorruption(deleteTokens, cases);
describeCorruption(insert, [...cases, { title: 'uniform tokens', options: { randomTokens: 'uniform' } }]);
describeCorruption(reorder, [...cases, { title: 'wide windows', options: { window: 5, rate: 0.4 } }]);

/** Corrupted views of a text, many times over. */
function samples<Options>(plugin: CorruptionPlugin<Options>, options: object, view: View, count = 4000): View[] {
  const corrupt = corruptionOf(plugin, options, host);
  return Array.from({ length: count }, (_, index) => corrupt(view, { index }));
}

const mean = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0) / numbers.length;

describe('rates', () => {
  const short = textView(8, ordinary);

  it('hold on average for texts too short for a whole token, where a number is rounded', () => {
    // 8 x 0.1 = 0.8: one token four times in five. Standard deviation 0.4.
    const bound = (4.5 * 0.4) / Math.sqrt(4000);
    const replacedTokens = samples(replace, { rate: 0.1 }, short).map((view) => positionsOf(view, replaced).length);
    const deletedTokens = samples(deleteTokens, { rate: 0.1 }, short).map((view) => 8 - view.inputIds.length);
    expect(Math.abs(mean(replacedTokens) - 0.8)).toBeLessThan(bound);
    expect(Math.abs(mean(deletedTokens) - 0.8)).toBeLessThan(bound);
    expect(Math.max(...replacedTokens, ...deletedTokens)).toBe(1);
  });

  it('are rounded down where tokens are inserted, so that nothing outgrows the budget', () => {
    const counts = (length: number) =>
      new Set(
        samples(insert, { rate: 0.1 }, textView(length, ordinary), 50).map(
          (view) => positionsOf(view, inserted).length,
        ),
      );
    expect([counts(9), counts(10), counts(29)]).toEqual([new Set([0]), new Set([1]), new Set([2])]);
    expect(insert.growth!(insert.options.parse({ rate: { from: 0.1, to: 0.25 } }))).toBe(1.25);
  });
});

describe('delete.v1', () => {
  it('leaves one token of text, and special tokens', () => {
    for (const view of samples(deleteTokens, { rate: 1 }, textView(6, ordinary), 20)) {
      expect(view.inputIds).toHaveLength(3);
      expect([view.inputIds[0], view.inputIds[2]]).toEqual([2, 3]);
    }
  });

  it('lets what is left of a word begin where it is left', () => {
    const view = textView(5, ordinary, (i) => i === 0); // one word of three tokens
    for (const corrupted of samples(deleteTokens, { rate: 0.2 }, view, 50)) {
      expect([...corrupted.wordStarts]).toEqual([0, 1, 0, 0]);
    }
  });
});

describe('insert.v1', () => {
  it('inserts in every gap between [CLS] and the last [SEP] equally often (4.5 standard deviations)', () => {
    const view = textView(10, ordinary);
    const gaps = new Float64Array(10);
    for (const corrupted of samples(insert, { rate: 0.1 }, view)) gaps[positionsOf(corrupted, inserted)[0]] += 1;
    const bound = 4.5 * Math.sqrt((4000 * 8) / 81);
    expect(gaps[0]).toBe(0);
    gaps.slice(1).forEach((count, i) => expect(Math.abs(count - 4000 / 9), `gap ${i}`).toBeLessThan(bound));
  });

  it('inserts a whole word between words, and a piece inside one', () => {
    const view = textView(10, ordinary, (i) => i % 2 === 0);
    for (const corrupted of samples(insert, { rate: 0.1 }, view, 200)) {
      const [at] = positionsOf(corrupted, inserted);
      const next = corrupted.special[at + 1] === 1 || corrupted.wordStarts[at + 1] === 1;
      expect(corrupted.wordStarts[at]).toBe(+next);
    }
  });
});

describe('reorder.v1', () => {
  it('gives each order of a window equally often (chi-squared, 5 degrees of freedom, p = 0.999)', () => {
    const view = textView(5, (i) => 5 + i);
    const orders = new Map<string, number>();
    for (const { inputIds } of samples(reorder, { rate: 0.6 }, view)) {
      const order = String(inputIds.slice(1, 4));
      orders.set(order, (orders.get(order) ?? 0) + 1);
    }
    expect(orders.size).toBe(6);
    const chiSquared = [...orders.values()].reduce((sum, count) => sum + (count - 4000 / 6) ** 2 / (4000 / 6), 0);
    expect(chiSquared).toBeLessThan(20.52);
  });

  it('marks exactly the tokens that left their places, and keeps them in their window', () => {
    for (const view of samples(reorder, { rate: 0.3, window: 4 }, textView(22, ordinary), 200)) {
      view.origins.forEach((origin, i) => {
        expect(view.actions[i] === moved).toBe(origin !== i);
        expect(Math.abs(origin - i)).toBeLessThan(4);
      });
    }
  });

  it('does not shuffle across segments', () => {
    const view = { ...textView(8, ordinary), segmentIds: Int32Array.of(0, 0, 0, 0, 1, 1, 1, 1) };
    for (const { origins } of samples(reorder, { rate: 1, window: 2 }, view, 100)) {
      origins.forEach((origin, i) => expect(view.segmentIds[origin]).toBe(view.segmentIds[i]));
    }
  });
});
