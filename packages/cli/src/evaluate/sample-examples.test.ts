import { describe, expect, it } from 'vitest';
import { sampleExamples } from './sample-examples.js';

describe('sampleExamples', () => {
  it('spreads examples evenly, as many as have the tokens wanted', () => {
    expect(sampleExamples(new Array(100).fill(10), 50)).toEqual([10, 30, 50, 70, 90]);
  });

  it('takes all where there are fewer, one at least, and none of none', () => {
    expect(sampleExamples([10, 10], 1000)).toEqual([0, 1]);
    expect(sampleExamples([500, 500], 10)).toEqual([1]);
    expect(sampleExamples([], 10)).toEqual([]);
  });
});
