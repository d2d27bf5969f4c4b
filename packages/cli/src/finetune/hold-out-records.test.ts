import type { TaskRecord } from '@cloze/contracts';
import { describe, expect, it } from 'vitest';
import { holdOutRecords } from './hold-out-records.js';

const record = (text: string): TaskRecord => ({ kind: 'classification', text, source: { file: 'train' } });
const options = { fraction: 0.25, seed: 0 };

describe('holdOutRecords', () => {
  it('holds out a share of the texts, the same ones in any order, and equal texts together', () => {
    const records = Array.from({ length: 40 }, (_, i) => record(`text ${i % 20}`));
    const { train, validation } = holdOutRecords(records, options, 'data.validation');
    expect([train.length, validation.length]).toEqual([30, 10]);
    const texts = new Set(validation.map(({ text }) => text));
    expect(train.some(({ text }) => texts.has(text))).toBe(false);
    const backwards = holdOutRecords([...records].reverse(), options, 'data.validation');
    expect(new Set(backwards.validation.map(({ text }) => text))).toEqual(texts);
  });

  it('takes one at least and never all, and says so where that cannot be', () => {
    const two = [record('a'), record('b')];
    expect(holdOutRecords(two, { fraction: 0.01, seed: 0 }, 'x').validation).toHaveLength(1);
    expect(holdOutRecords(two, { fraction: 0.99, seed: 0 }, 'x').train).toHaveLength(1);
    expect(() => holdOutRecords([record('a'), record('a')], options, 'data.validation')).toThrow(
      'There are too few records to hold some out\n  where: data.validation\n' +
        '  received: 2 records with 1 different texts\n  allowed: two different texts at least\n' +
        '  fix: add `data.validation` with files of its own',
    );
  });
});
