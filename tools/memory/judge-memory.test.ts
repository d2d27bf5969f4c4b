import { describe, expect, it } from 'vitest';
import { describeVerdict, judgeMemory } from './judge-memory.js';
import type { MemorySample } from './memory-sample.js';

const MEBIBYTE = 2 ** 20;

/** A run of 30 samples of training, each followed by an evaluation with more tensors. */
function run(resident: (i: number) => number, tensors: (i: number) => number = () => 50): MemorySample[] {
  return Array.from({ length: 30 }, (_, i) => i).flatMap((i): MemorySample[] => {
    const sample = { step: 10 * i, tensorBytes: 1, resident: resident(i) * MEBIBYTE };
    return [
      { ...sample, split: 'train', tensors: tensors(i) },
      { ...sample, split: 'validation', tensors: 60 },
    ];
  });
}

describe('judgeMemory', () => {
  it('finds nothing wrong with memory that fills up, then stays', () => {
    const verdict = judgeMemory(run((i) => Math.min(500, 200 + 60 * i) + (i % 3)));
    expect(verdict.problems).toEqual([]);
    expect(describeVerdict(verdict)).toBe(
      '30 samples, 50 to 50 tensors, resident 501 MiB in the middle, 501 MiB at the end',
    );
  });

  it('finds a leak of memory', () => {
    expect(judgeMemory(run((i) => 500 + 5 * i)).problems).toEqual([
      'resident memory grew by 50 MiB from the middle to the last third',
    ]);
  });

  it('finds a leak of tensors, and a run that was too short', () => {
    expect(
      judgeMemory(
        run(
          () => 500,
          (i) => 50 + (i > 20 ? 1 : 0),
        ),
      ).problems,
    ).toEqual(['the number of tensors went from 50 to 51']);
    expect(judgeMemory(run(() => 500).slice(0, 10)).problems).toEqual(['only 5 samples, at least 9 are needed']);
  });
});
