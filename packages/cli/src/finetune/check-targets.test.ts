import type { EncodedRecord } from '@cloze/contracts';
import { describe, expect, it } from 'vitest';
import { checkTargets } from './check-targets.js';
import type { ChosenHead } from './parse-finetune.js';

// A window stands for the weight of its targets.
const split = (...weights: readonly number[]) => ({
  records: weights.map(() => ({}) as never),
  windows: weights as unknown as readonly EncodedRecord[],
});
const total = (windows: readonly unknown[]) => (windows as number[]).reduce((sum, weight) => sum + weight, 0);
const head = {
  id: 'tags',
  data: { train: { choice: { use: 'conllu.v1' }, where: 'data.train' } },
} as unknown as ChosenHead;
const check = (train: ReturnType<typeof split>, weight: (total: number) => number | Record<string, number>) =>
  checkTargets(
    [{ collate: (windows) => ({ arrays: {}, weight: weight(total(windows)) }) }],
    [{ head, train, validation: split(0) }],
  );

describe('checkTargets', () => {
  it('refuses training data of which no record has a target', () => {
    expect(() => check(split(0, 0), (weight) => weight)).toThrow(
      expect.objectContaining({
        message:
          'No training record has anything for the head "tags" to learn from\n  where: data.train\n' +
          '  received: 2 records without a target\n' +
          '  fix: look at a few of them with --dry-run: the files may be of another format than "conllu.v1" reads',
      }),
    );
    expect(() => check(split(0, 0), (weight) => ({ start: weight, end: weight }))).toThrow('No training record');
    expect(() => check(split(0, 3), (weight) => weight)).not.toThrow();
    // Of more windows than are taken at a time.
    expect(() => check(split(...Array.from({ length: 100 }, () => 0), 1), (end) => ({ start: 0, end }))).not.toThrow();
  });
});
