import { KeyedRandom } from '@cloze/contracts';
import { describe, expect, it } from 'vitest';
import { taskExamples, taskQuotas } from './task-examples.js';

describe('taskQuotas', () => {
  it('takes every example, or shares out by a power of the sizes', () => {
    expect(taskQuotas([900, 100], { by: 'examples' })).toEqual([900, 100]);
    expect(taskQuotas([900, 100], { by: 'temperature', temperature: 1 })).toEqual([900, 100]);
    expect(taskQuotas([900, 100], { by: 'temperature', temperature: 2 })).toEqual([750, 250]);
    expect(taskQuotas([900, 100], { by: 'temperature', temperature: 1e9 })).toEqual([500, 500]);
    expect(taskQuotas([10_000, 1], { by: 'temperature', temperature: 1 })).toEqual([10_000, 1]);
  });
});

describe('taskExamples', () => {
  it('goes through all as often as the quota allows, and draws the rest anew each epoch', () => {
    const random = new KeyedRandom(1);
    const counts = (epoch: number) => {
      const examples = [...taskExamples(10, 25, random, epoch)];
      return Array.from({ length: 10 }, (_, i) => examples.filter((example) => example === i).length);
    };
    expect(counts(0).sort()).toEqual([2, 2, 2, 2, 2, 3, 3, 3, 3, 3]);
    expect(counts(0)).toEqual(counts(0));
    expect(counts(0)).not.toEqual(counts(1));
    expect([...taskExamples(4, 4, random, 0)]).toEqual([0, 1, 2, 3]);
    expect(taskExamples(4, 2, random, 0)).toHaveLength(2);
  });
});
