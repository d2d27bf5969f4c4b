import { KeyedRandom } from '@cloze/contracts';
import { describe, expect, it } from 'vitest';
import { calibrationBins, calibrationError } from './calibration-error.js';

describe('calibrationError', () => {
  it('weighs the gap of each bin by its size', () => {
    // Two bins: {0.2, 0.4} with one right, {0.6, 0.9, 1} with two right.
    const confidences = [0.2, 0.4, 0.6, 0.9, 1];
    const right = [true, false, true, true, false];
    const expected = (2 * Math.abs(0.5 - 0.3) + 3 * Math.abs(2 / 3 - 2.5 / 3)) / 5;
    expect(calibrationError(confidences, right, 2)).toBeCloseTo(expected, 12);
  });

  it('puts a confidence at the upper edge into the bin below, and 0 into the first', () => {
    const counts = calibrationBins([0, 0.25, 0.5, 1], [true, true, true, true], 4).map(({ count }) => count);
    expect(counts).toEqual([2, 1, 0, 1]);
    // Each is its own upper edge, whatever a product with 100 rounds to.
    const hundredths = Array.from({ length: 100 }, (_, i) => (i + 1) / 100);
    const each = calibrationBins(
      hundredths,
      hundredths.map(() => true),
      100,
    );
    expect(each.map(({ confidence }) => confidence)).toEqual(hundredths);
  });

  it('agrees with the definition, bin by bin', () => {
    const random = new KeyedRandom(4).stream('test/calibration');
    for (let trial = 0; trial < 50; trial += 1) {
      const bins = 1 + random.below(20);
      const confidences = Array.from({ length: 60 }, () => random.uniform());
      const right = confidences.map((confidence) => random.bernoulli(confidence));
      let expected = 0;
      for (let bin = 0; bin < bins; bin += 1) {
        const inside = confidences
          .map((confidence, i) => ({ confidence, right: +right[i] }))
          .filter(({ confidence }) => confidence > bin / bins && confidence <= (bin + 1) / bins);
        if (inside.length === 0) continue;
        const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
        const gap = mean(inside.map((one) => one.right)) - mean(inside.map((one) => one.confidence));
        expected += (inside.length / confidences.length) * Math.abs(gap);
      }
      expect(calibrationError(confidences, right, bins)).toBeCloseTo(expected, 12);
    }
  });

  it('is undefined without predictions', () => expect(calibrationError([], [], 5)).toBeNaN());
});
