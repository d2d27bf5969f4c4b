import { createLabelSet } from '@cloze/contracts';
import { describe, expect, it } from 'vitest';
import { greedyTags } from './greedy-tags.js';
import { tagConstraints } from './tag-scheme.js';

const constraints = tagConstraints('bio', createLabelSet(['O', 'B-A', 'I-A', 'B-B', 'I-B']), 'scheme');

describe('greedyTags', () => {
  const scores = [
    [0, 1, 9, 0, 0],
    [2, 0, 0, 3, 4],
    [1, 0, 0, 0, 2],
  ].flat();

  it('takes the best tag of each word', () => {
    expect([...greedyTags(scores, 5)]).toEqual([2, 4, 4]);
  });

  it('takes the best that may follow the tag before', () => {
    expect([...greedyTags(scores, 5, constraints)]).toEqual([1, 3, 4]);
  });

  it('takes the best of all where none may', () => {
    const inside = tagConstraints('bio', createLabelSet(['I-A', 'I-B']), 'scheme');
    expect([...greedyTags([0, 1], 2, inside)]).toEqual([1]);
  });
});
