import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { pearsonCorrelation } from './pearson-correlation.js';
import { spearmanCorrelation } from './spearman-correlation.js';

interface Case {
  readonly name: string;
  readonly gold: readonly number[];
  readonly predicted: readonly number[];
  readonly pearson: number | null;
  readonly spearman: number | null;
}

/** Recorded from scipy; `null` is undefined. */
const { cases } = JSON.parse(readFileSync(new URL('../fixtures/correlation.json', import.meta.url), 'utf8')) as {
  readonly cases: readonly Case[];
};

describe('correlations', () => {
  it.each(cases)('are those of scipy: $name', ({ gold, predicted, pearson, spearman }) => {
    for (const [received, expected] of [
      [pearsonCorrelation(gold, predicted), pearson],
      [spearmanCorrelation(gold, predicted), spearman],
    ]) {
      if (expected === null) expect(received).toBeNaN();
      else expect(received).toBeCloseTo(expected, 9);
    }
  });

  it('are undefined without numbers that vary, also where their mean is rounded', () => {
    const tenths = new Array<number>(10).fill(0.1);
    expect(pearsonCorrelation(tenths, [...tenths.keys()])).toBeNaN();
    expect(pearsonCorrelation([], [])).toBeNaN();
    expect(spearmanCorrelation([1], [2])).toBeNaN();
    expect(spearmanCorrelation([1, 2, 3], [0.5, NaN, 0.2])).toBeNaN();
    expect(spearmanCorrelation([1, 2, 3], [-Infinity, 0, Infinity])).toBeCloseTo(1, 12);
  });
});
