import { describe, expect, it } from 'vitest';
import { lowerIsBetter } from './lower-is-better.js';

describe('lowerIsBetter', () => {
  it('tells losses and errors by the end of their names, and not by those of labels', () => {
    expect(['loss', 'tags.loss', 'topic.calibrationError', 'x.error/a'].map(lowerIsBetter)).toEqual(
      Array.from({ length: 4 }, () => true),
    );
    expect(['topic.f1', 'topic.f1/error', 'spans.spanF1/loss', 'lossless.f1'].map(lowerIsBetter)).toEqual(
      Array.from({ length: 4 }, () => false),
    );
  });
});
