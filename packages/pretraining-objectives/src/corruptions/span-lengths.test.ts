import { KeyedRandom } from '@cloze/contracts';
import { describe, expect, it } from 'vitest';
import { readFixture } from '../fixtures/read-fixture.js';
import { spanLengths } from './span-lengths.js';

interface Distribution {
  readonly p: number;
  readonly max_length: number;
  readonly probability_of_length: readonly number[];
  readonly cumulative: readonly number[];
}

describe('spanLengths', () => {
  const reference = readFixture<Distribution[]>('masking/span_lengths.json');

  it.each(reference)('has the reference distribution for p = $p up to $max_length', ({ p, max_length, cumulative }) => {
    const lengths = spanLengths(p, max_length);
    expect(lengths.cumulative).toHaveLength(max_length);
    cumulative.forEach((value, i) => expect(Math.abs(lengths.cumulative[i] - value)).toBeLessThan(1e-12));
  });

  it.each(reference)('draws p = $p up to $max_length as often as that says (4.5 standard deviations)', (one) => {
    const { draw } = spanLengths(one.p, one.max_length);
    const random = new KeyedRandom(3).stream('lengths');
    const draws = 50_000;
    const seen = new Float64Array(one.max_length);
    for (let i = 0; i < draws; i += 1) seen[draw(random) - 1] += 1;
    one.probability_of_length.forEach((probability, i) => {
      const bound = 4.5 * Math.sqrt(draws * probability * (1 - probability));
      expect(Math.abs(seen[i] - draws * probability), `length ${i + 1}`).toBeLessThanOrEqual(bound);
    });
  });
});
