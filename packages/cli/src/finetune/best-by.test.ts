import { describe, expect, it } from 'vitest';
import { bestBy } from './best-by.js';

const best = (name: string, ...values: (number | undefined)[]) => {
  const items = values.map((value) => (value === undefined ? {} : { [name]: value }));
  const chosen = bestBy(items, name, (item) => item as Record<string, number>);
  return chosen && items.indexOf(chosen);
};

describe('the best run', () => {
  it('has the highest score, and the lowest loss or error', () => {
    expect(best('topic.accuracy', 0.2, 0.5, 0.4)).toBe(1);
    for (const name of ['loss', 'topic.loss', 'topic.calibrationError']) expect(best(name, 0.4, 0.2, 0.5)).toBe(1);
  });

  it('is the first of several alike', () => {
    expect(best('f1', 0.5, 0.5)).toBe(0);
  });

  it('is none whose value is not a number or not there, where another has one', () => {
    expect(best('f1', NaN, 0, 0.1)).toBe(2);
    expect(best('loss', undefined, Infinity, 3, 2)).toBe(3);
    expect(best('f1', NaN, NaN)).toBe(0);
  });

  it('is none of none', () => {
    expect(best('f1')).toBeUndefined();
  });
});
