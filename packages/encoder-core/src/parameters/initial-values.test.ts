import { KeyedRandom } from '@cloze/contracts';
import { describe, expect, it } from 'vitest';
import { initialValues } from './initial-values.js';

const SIZE = 200_000;
const stream = (purpose: string) => new KeyedRandom(1).stream(purpose);

/** Mean and standard deviation. */
function momentsOf(values: Float32Array): [number, number] {
  const mean = values.reduce((total, value) => total + value, 0) / values.length;
  const variance = values.reduce((total, value) => total + (value - mean) ** 2, 0) / values.length;
  return [mean, Math.sqrt(variance)];
}

describe('initialValues', () => {
  it.each([0.02, 0.09])('draws from a normal of deviation %d that is cut at twice it', (standardDeviation) => {
    const values = initialValues({ kind: 'truncated-normal', standardDeviation }, SIZE, stream('normal'));
    const [mean, deviation] = momentsOf(values);
    // scipy 1.17.1: scipy.stats.truncnorm.std(-2, 2).
    const expected = 0.8796256610342398 * standardDeviation;
    // Both within 4 of their own standard errors; that of a deviation is below that of a mean for values without tails.
    const error = expected / Math.sqrt(SIZE);
    expect(Math.abs(mean)).toBeLessThan(4 * error);
    expect(Math.abs(deviation - expected)).toBeLessThan(4 * error);
    const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    // The edge as float32 has it.
    expect(largest).toBeLessThanOrEqual(Math.fround(2 * standardDeviation));
    expect(largest).toBeGreaterThan(1.99 * standardDeviation);
  });

  it('draws evenly between the limits', () => {
    const values = initialValues({ kind: 'uniform', limit: 0.5 }, SIZE, stream('uniform'));
    const [mean, deviation] = momentsOf(values);
    const expected = 0.5 / Math.sqrt(3);
    expect(Math.abs(mean)).toBeLessThan((4 * expected) / Math.sqrt(SIZE));
    expect(Math.abs(deviation - expected)).toBeLessThan((4 * expected) / Math.sqrt(SIZE));
    expect(values.every((value) => Math.abs(value) <= 0.5)).toBe(true);
  });

  it('takes constants as they are', () => {
    const of = (initializer: Parameters<typeof initialValues>[0]) => [...initialValues(initializer, 2, stream('none'))];
    expect(of({ kind: 'zeros' })).toEqual([0, 0]);
    expect(of({ kind: 'ones' })).toEqual([1, 1]);
    expect(of({ kind: 'constant', value: 0.25 })).toEqual([0.25, 0.25]);
  });
});
