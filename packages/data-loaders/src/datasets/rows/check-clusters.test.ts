import { describe, expect, it } from 'vitest';
import { checkClusters } from './check-clusters.js';
import type { MisfitError } from './misfit.js';

const [a, b] = [
  { start: 0, end: 3 },
  { start: 4, end: 7 },
];
const misfit = (...clusters: Parameters<typeof checkClusters>[0][number][]) => {
  try {
    checkClusters(clusters);
    return undefined;
  } catch (error) {
    return (error as MisfitError).misfit;
  }
};

describe('checkClusters', () => {
  it('takes mentions that overlap, and none at all', () => {
    expect(misfit()).toBeUndefined();
    expect(misfit([a, b], [{ start: 0, end: 7 }])).toBeUndefined();
  });

  it('names a cluster without a mention', () => {
    expect(misfit([a], [])).toEqual({
      what: 'A cluster has no mention',
      path: ['clusters', 1],
      received: '[]',
      allowed: 'one mention or more',
      fix: 'write the mentions of the cluster, or leave it out',
    });
  });

  it('names a mention that stands twice', () => {
    expect(misfit([a, b, a])).toEqual({
      what: 'A mention stands twice in a cluster',
      path: ['clusters', 0, 2],
      received: '0 to 3',
      allowed: 'each mention once',
      fix: 'leave the second one out',
    });
    expect(misfit([a], [b, a])).toEqual({
      what: 'A mention is in two clusters',
      path: ['clusters', 1, 1],
      received: '0 to 3 in clusters 0 and 1, counted from 0',
      allowed: 'each mention once',
      fix: 'leave it out of one of the two, or make them one cluster',
    });
  });
});
