import type { Targets } from '@cloze/contracts';
import { denoising, rtd } from '@cloze/pretraining-objectives';
import { describe, expect, it } from 'vitest';
import { constantAt } from './constants.js';
import { ObjectiveConstants } from './objective-constants.js';

const entropy = (share: number) => -share * Math.log(share) - (1 - share) * Math.log(1 - share);

function constantsOf(batches: readonly Targets[], detections: readonly string[]) {
  const options = rtd.options.parse({ discriminatorWeight: 2 });
  const own = new ObjectiveConstants({ id: 'it', plugin: rtd, options }, detections);
  batches.forEach((targets) => own.add(targets));
  return own.constants();
}

const batch = (labels: readonly number[], tokens: number): Targets => ({
  arrays: { labels: Int32Array.from(labels) },
  weight: { generator: labels.length, discriminator: tokens },
  reportWeights: { replacedActual: tokens, othersActual: 1 },
});

describe('the constants of an objective', () => {
  it('are the entropy and the most frequent of the answers that are known, over all batches', () => {
    const constants = constantsOf([batch([7, 7], 9), batch([7, 8], 8)], []);
    expect(constantAt(constants, 'it.generator.loss', {})).toBeCloseTo(entropy(1 / 4), 12);
    expect(constantAt(constants, 'it.generatorAccuracy', {})).toBe(3 / 4);
    expect(Object.keys(constants)).toEqual(['it.generator.loss', 'it.generatorAccuracy']);
  });

  it('follow what was to be detected where a term’s answers are the model’s own, and add up to that of all terms', () => {
    const constants = constantsOf([batch([7, 7], 9), batch([7, 8], 8)], ['others', 'replaced']);
    const values = { 'it.replacedActual': 0.2, 'it.othersActual': 0.5 };
    const at = (metric: string) => constantAt(constants, metric, values);
    expect(at('it.discriminator.loss')).toBeCloseTo(entropy(0.2), 12);
    expect(at('it.discriminatorAccuracy')).toBe(0.8);
    expect(at('it.replacedF1')).toBeCloseTo(0.4 / 1.2, 12);
    expect(at('it.othersF1')).toBeCloseTo(1 / 1.5, 12);
    expect(at('it.loss')).toBeCloseTo(entropy(1 / 4) + 2 * entropy(0.2), 12);
    // Nothing to be found is told apart for certain.
    expect(constantAt(constants, 'it.discriminator.loss', { 'it.replacedActual': 0 })).toBe(0);
    expect(constantAt(constants, 'it.loss', {})).toBeUndefined();
  });

  it('leave out terms without a target', () => {
    const terms = ['tokens', 'missing', 'first', 'inserted'];
    const labels: Record<string, readonly number[]> = { tokens: [3, 4], missing: [0, 0], first: [], inserted: [0, 1] };
    const own = new ObjectiveConstants({ id: 'it', plugin: denoising, options: denoising.options.parse({}) }, [
      'inserted',
    ]);
    own.add({
      arrays: Object.fromEntries(terms.map((term) => [`${term}Labels`, Int32Array.from(labels[term])])),
      weight: Object.fromEntries(terms.map((term) => [term, labels[term].length])),
      reportWeights: { insertedActual: 2 },
    });
    const constants = own.constants();
    expect(constantAt(constants, 'it.loss', {})).toBeCloseTo(2 * Math.log(2), 12);
    expect(Object.keys(constants)).not.toContain('it.first.loss');
    expect(constantAt(constants, 'it.insertedF1', { 'it.insertedActual': 0.5 })).toBeCloseTo(2 / 3, 12);
  });
});
