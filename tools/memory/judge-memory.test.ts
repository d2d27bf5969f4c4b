import { describe, expect, it } from 'vitest';
import { describeVerdict, judgeMemory } from './judge-memory.js';
import type { MemorySample } from './memory-sample.js';

const MEBIBYTE = 2 ** 20;

/** What a run of 30 samples of training does, each followed by an evaluation with more tensors. */
interface Run {
  readonly resident?: (i: number) => number;
  readonly held?: (i: number) => number;
  readonly tensors?: (i: number) => number;
}

/** Its samples; garbage is collected at every second one of training. */
function run({ resident = () => 500, held = () => 300, tensors = () => 50 }: Run): MemorySample[] {
  return Array.from({ length: 30 }, (_, i) => i).flatMap((i): MemorySample[] => {
    const sample = { step: 10 * i, tensorBytes: 1, resident: resident(i) * MEBIBYTE };
    return [
      { ...sample, split: 'train', tensors: tensors(i), ...(i % 2 === 1 && { held: held(i) * MEBIBYTE }) },
      { ...sample, split: 'validation', tensors: 60 },
    ];
  });
}

describe('judgeMemory', () => {
  it('finds nothing wrong with memory that fills up, then stays', () => {
    const verdict = judgeMemory(run({ resident: (i) => Math.min(500, 200 + 60 * i) }));
    expect(verdict.problems).toEqual([]);
    expect(describeVerdict(verdict)).toBe(
      '30 samples, 50 to 50 tensors, resident 500 MiB in the middle, 500 MiB at the end, 0 MiB more by a fitted line; ' +
        'without garbage 300 MiB in the middle, 300 MiB at the end, 0 MiB more by a fitted line',
    );
  });

  it('finds garbage that piles up, and memory that is held', () => {
    expect(judgeMemory(run({ resident: (i) => 500 + 5 * i })).problems).toEqual([
      'resident memory grew by 50 MiB from the middle to the last third',
      'resident memory rises by 95 MiB over the last two thirds, by a fitted line',
    ]);
    expect(judgeMemory(run({ held: (i) => 300 + 5 * i })).problems).toEqual([
      'memory held after collecting garbage grew by 50 MiB from the middle to the last third',
      'memory held after collecting garbage rises by 90 MiB over the last two thirds, by a fitted line',
    ]);
  });

  it('finds a leak of tensors, and a run that was too short', () => {
    expect(judgeMemory(run({ tensors: (i) => 50 + (i > 20 ? 1 : 0) })).problems).toEqual([
      'the number of tensors went from 50 to 51',
    ]);
    expect(judgeMemory(run({}).slice(0, 10)).problems).toEqual([
      'resident memory has 5 samples, at least 9 are needed',
      'memory held after collecting garbage has 2 samples, at least 9 are needed',
    ]);
  });
});
