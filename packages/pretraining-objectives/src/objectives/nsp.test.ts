import { describeObjective, tinyHost, tinyExamples } from '@cloze/testing';
import { describe, expect, it } from 'vitest';
import { nsp } from './nsp.js';

describeObjective(nsp, [{ title: 'pairs', layout: 'pair', labels: (index) => ({ nextSentenceLabel: index % 2 }) }]);

describe('nsp.v1', () => {
  it('takes the label that the sampler gave each example', () => {
    const examples = tinyExamples({
      layout: 'pair',
      count: 3,
      labels: (index) => ({ nextSentenceLabel: +(index > 0) }),
    });
    expect(nsp.targets({}, tinyHost()).collate(examples)).toEqual({
      arrays: { labels: Int32Array.of(0, 1, 1) },
      weight: 3,
    });
  });

  it('says which label is missing', () => {
    const examples = tinyExamples({ count: 1, labels: () => ({ other: 1 }) });
    expect(() => nsp.targets({}, tinyHost()).collate(examples)).toThrow(
      [
        '"nsp.v1" needs the label "nextSentenceLabel" with every example',
        '  where: epoch 0, example 0',
        '  received: labels: other',
        '  fix: let the sampler return it in `labels`, as "sentence-pairs.v1" does',
      ].join('\n'),
    );
  });
});
