import { DataError, PluginError } from '@cloze/contracts';
import { describe, expect, it } from 'vitest';
import { partitionOf } from './partition-of.js';

describe('partitionOf', () => {
  it('leaves out empty clusters, and mentions that a cluster repeats', () => {
    expect(partitionOf([[], ['a', 'b', 'a'], [], ['c', 'c']], 'gold')).toEqual([['a', 'b'], ['c']]);
    expect(partitionOf([[]], 'predicted')).toEqual([]);
  });

  it('refuses a mention in two clusters, of data as of a head', () => {
    expect(() => partitionOf([['a'], ['b', 'c'], ['c']], 'gold', 'a.jsonl, line 7')).toThrow(
      new DataError({
        what: 'A mention stands in two clusters',
        where: 'a.jsonl, line 7',
        received: '"c" in the gold clusters 2 and 3',
        allowed: 'clusters that share no mention',
        fix: 'join the two, or take the mention out of one',
      }),
    );
    expect(() => partitionOf([['a'], ['a']], 'predicted')).toThrow(
      new PluginError({
        what: 'A mention stands in two clusters',
        received: '"a" in the predicted clusters 1 and 2',
        allowed: 'clusters that share no mention',
        fix: 'join the two, or take the mention out of one',
      }),
    );
  });
});
