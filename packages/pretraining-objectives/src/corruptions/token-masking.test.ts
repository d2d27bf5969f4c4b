import { TokenAction, untouchedView } from '@cloze/contracts';
import { describeCorruption, tinyHost } from '@cloze/testing';
import { describe, expect, it } from 'vitest';
import { readFixture } from '../fixtures/read-fixture.js';
import { corruptionOf, positionsOf, textView } from '../fixtures/views.js';
import { tokenMasking } from './token-masking.js';

interface Counts {
  readonly rate: number;
  readonly count_without_limit: readonly number[];
  readonly count_with_limit: Readonly<Record<string, readonly number[]>>;
}
interface Replacement {
  readonly bands: readonly { readonly n: number; readonly p: number; readonly low: number; readonly high: number }[];
}

const counts = readFixture<Counts>('masking/counts.json');
const { bands } = readFixture<Replacement>('masking/replacement.json');
const { masked, replaced, kept } = TokenAction;
const host = tinyHost();
const ordinary = (i: number) => 5 + (i % 14);

describeCorruption(tokenMasking, [
  { title: 'default options' },
  { title: 'whole words', options: { wholeWords: true, rate: 0.4 } },
  { title: 'a rate on a schedule', options: { rate: { from: 0.1, to: 0.5 } } },
  { title: 'each token on its own', options: { draw: 'each', rate: 0.3 } },
  {
    title: 'each word on its own, with a cap',
    options: { draw: 'each', rate: 0.6, wholeWords: true, maxPerExample: 4 },
  },
  { title: 'a cap', options: { rate: 0.5, maxPerExample: 3 } },
  { title: 'other shares', options: { shares: { mask: 0, random: 0.5, keep: 0.5 }, randomTokens: 'uniform' } },
]);

describe('token-masking.v1', () => {
  it.each([undefined, ...Object.keys(counts.count_with_limit).map(Number)])(
    'makes as many targets as the reference, with a cap of %s',
    (maxPerExample) => {
      const corrupt = corruptionOf(tokenMasking, { rate: counts.rate, maxPerExample }, host);
      const expected = maxPerExample ? counts.count_with_limit[maxPerExample] : counts.count_without_limit;
      expected.forEach((count, i) => {
        const length = i + 1;
        if (length < 3) return; // no text between [CLS] and [SEP]
        const made = positionsOf(corrupt(textView(length, ordinary)), masked, replaced, kept).length;
        expect(made, `${length} tokens`).toBe(Math.min(count, length - 2));
      });
    },
  );

  it('shows [MASK], a random token and the token itself at 80, 10 and 10 %, within the reference bands', () => {
    const seen = { [masked]: 0, [replaced]: 0, [kept]: 0 };
    let targets = 0;
    const corrupt = corruptionOf(tokenMasking, {}, host);
    for (let index = 0; targets < 15_000; index += 1) {
      const view = corrupt(textView(100, ordinary), { index });
      for (const action of [masked, replaced, kept]) seen[action] += positionsOf(view, action).length;
      targets += 15;
    }
    const band = (p: number) => bands.find((candidate) => candidate.n === 15_000 && candidate.p === p)!;
    const within = (count: number, { low, high }: { low: number; high: number }) => count >= low && count <= high;
    expect(targets).toBe(15_000);
    expect(within(seen[masked], band(0.8)), `${seen[masked]} masked`).toBe(true);
    expect(within(seen[replaced], band(0.1)), `${seen[replaced]} replaced`).toBe(true);
    expect(within(seen[kept], band(0.1)), `${seen[kept]} kept`).toBe(true);
  });

  it('takes each token on its own under "each": the number is binomial (4.5 standard deviations)', () => {
    const corrupt = corruptionOf(tokenMasking, { draw: 'each', rate: 0.15 }, host);
    const [draws, tokens] = [4000, 98];
    let [sum, squares] = [0, 0];
    for (let index = 0; index < draws; index += 1) {
      const count = positionsOf(corrupt(textView(tokens + 2, ordinary), { index }), masked, replaced, kept).length;
      sum += count;
      squares += count ** 2;
    }
    const mean = tokens * 0.15;
    const variance = mean * 0.85;
    expect(Math.abs(sum / draws - mean)).toBeLessThan(4.5 * Math.sqrt(variance / draws));
    // A fixed number would have no variance; that of a sample variance is about 2 / n of its square.
    expect(Math.abs(squares / draws - (sum / draws) ** 2 - variance)).toBeLessThan(
      4.5 * variance * Math.sqrt(2 / draws),
    );
  });

  it('draws every text position equally often (4.5 standard deviations)', () => {
    const hits = new Float64Array(22);
    const corrupt = corruptionOf(tokenMasking, { rate: 0.2 }, host);
    const draws = 20_000;
    for (let index = 0; index < draws; index += 1) {
      for (const i of positionsOf(corrupt(textView(22, ordinary), { index }), masked, replaced, kept)) hits[i] += 1;
    }
    const probability = 4 / 20;
    const bound = 4.5 * Math.sqrt(draws * probability * (1 - probability));
    for (let i = 1; i < 21; i += 1)
      expect(Math.abs(hits[i] - draws * probability), `position ${i}`).toBeLessThan(bound);
    expect([hits[0], hits[21]]).toEqual([0, 0]);
  });

  describe.each(['unigram', 'uniform'] as const)('with random tokens from "%s"', (from) => {
    it('draws ordinary tokens as often as that says (chi-squared, p = 0.999)', () => {
      const { vocabulary, unigram } = host;
      const seen = new Float64Array(vocabulary.size);
      const options = { rate: 1, shares: { mask: 0, random: 1, keep: 0 }, randomTokens: from };
      const corrupt = corruptionOf(tokenMasking, options, host);
      let draws = 0;
      for (let index = 0; index < 100; index += 1) {
        const view = corrupt(textView(202, ordinary), { index });
        for (const i of positionsOf(view, replaced)) seen[view.inputIds[i]] += 1;
        draws += 200;
      }
      let chiSquared = 0;
      for (let id = 0; id < vocabulary.size; id += 1) {
        const probability = vocabulary.isSpecial(id) ? 0 : from === 'uniform' ? 1 / 18 : unigram.probability(id);
        if (probability === 0) expect(seen[id], `id ${id}`).toBe(0);
        else chiSquared += (seen[id] - draws * probability) ** 2 / (draws * probability);
      }
      expect(chiSquared).toBeLessThan(40.79); // 17 degrees of freedom
    });
  });

  it('leaves special tokens and [UNK] alone, wherever they stand', () => {
    const { special } = host.vocabulary;
    const view = textView(6, (i) => [special.unknown, 7, special.mask, 8][i]);
    const corrupted = corruptionOf(tokenMasking, { rate: 1 }, host)(view);
    expect(positionsOf(corrupted, masked, replaced, kept)).toEqual([2, 4]);
  });

  it('leaves alone what an earlier corruption touched', () => {
    const once = corruptionOf(tokenMasking, { rate: 0.5, shares: { mask: 1, random: 0, keep: 0 } }, host);
    const twice = corruptionOf(tokenMasking, { rate: 1, shares: { mask: 0, random: 0, keep: 1 } }, host);
    const original = textView(12, ordinary);
    const first = once(original);
    const second = twice(first, { original });
    expect(positionsOf(second, masked)).toEqual(positionsOf(first, masked));
    expect(positionsOf(second, kept)).toHaveLength(4);
  });

  it('follows a rate on a schedule', () => {
    const corrupt = corruptionOf(tokenMasking, { rate: { from: 0.1, to: 0.5 } }, host);
    const made = [0, 0.5, 1].map((progress) => {
      const view = corrupt(textView(100, ordinary), { progress });
      return positionsOf(view, masked, replaced, kept).length;
    });
    expect(made).toEqual([10, 30, 50]);
  });

  it('changes nothing in a text without candidates', () => {
    const empty = textView(2, ordinary);
    expect(corruptionOf(tokenMasking, {}, host)(empty)).toEqual(empty);
  });

  describe('over whole words', () => {
    const options = { rate: 0.3, wholeWords: true };
    const lengths = [1, 3, 2, 1, 4, 1, 2];
    const starts = lengths.map((_, i) => lengths.slice(0, i).reduce((a, b) => a + b, 0));
    const view = textView(16, ordinary, (i) => starts.includes(i));

    it('takes all tokens of a word or none, and never more than the budget', () => {
      const corrupt = corruptionOf(tokenMasking, options, host);
      for (let index = 0; index < 200; index += 1) {
        const targets = positionsOf(corrupt(view, { index }), masked, replaced, kept);
        expect(targets.length).toBeLessThanOrEqual(5); // 0.3 x 16 = 4.8
        for (const [word, start] of starts.entries()) {
          const inside = targets.filter((i) => i - 1 >= start && i - 1 < start + lengths[word]).length;
          expect([0, lengths[word]], `word ${word} of example ${index}`).toContain(inside);
        }
      }
    });

    it('draws the action of each token of a word on its own', () => {
      const corrupt = corruptionOf(tokenMasking, options, host);
      const mixed = Array.from({ length: 200 }, (_, index) => corrupt(view, { index })).filter((corrupted) =>
        [6, 7, 8].some(
          (i) => corrupted.actions[i + 2] > 0 && corrupted.actions[i + 2] !== corrupted.actions[i + 3] && i < 8,
        ),
      );
      expect(mixed.length).toBeGreaterThan(0);
    });

    it('skips a word that would exceed the budget and goes on', () => {
      const long = textView(12, ordinary, (i) => i === 0 || i === 8 || i === 9);
      const corrupt = corruptionOf(tokenMasking, { rate: 0.17, wholeWords: true }, host);
      for (let index = 0; index < 50; index += 1) {
        expect(positionsOf(corrupt(long, { index }), masked, replaced, kept)).toEqual([9, 10]);
      }
    });

    it('keeps words apart that a special token or a packed part separates', () => {
      const packed = untouchedView({
        inputIds: Int32Array.of(2, 7, 3, 2, 20, 3),
        segmentIds: new Int32Array(6),
        special: Uint8Array.of(1, 0, 1, 1, 0, 1),
        wordStarts: Uint8Array.of(0, 1, 0, 0, 0, 0),
        partStarts: Int32Array.of(0, 3, 6),
      });
      const corrupt = corruptionOf(tokenMasking, { rate: 0.1, wholeWords: true }, host);
      const seen = new Set<string>();
      for (let index = 0; index < 50; index += 1) {
        seen.add(String(positionsOf(corrupt(packed, { index }), masked, replaced, kept)));
      }
      expect([...seen].sort()).toEqual(['1', '4']);
    });
  });

  it('says what is wrong with shares that do not add up', () => {
    const result = tokenMasking.options.safeParse({ shares: { mask: 1, random: 0.1, keep: 0 } });
    expect(result.error?.issues.map(({ path, message }) => [path.join('.'), message])).toEqual([
      ['shares', 'shares that add up to 1'],
    ]);
  });
});
