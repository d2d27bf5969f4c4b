import { createLabelSet, type TaskRecord } from '@cloze/contracts';
import { describe, expect, it } from 'vitest';
import { balancedWeights } from './class-weights.js';

const source = { file: 'train' };

describe('balancedWeights', () => {
  it('is records / (labels × count), as scikit-learn has it', () => {
    const text = (label: string): TaskRecord => ({ kind: 'classification', text: 'x', label, source });
    const labels = createLabelSet(['a', 'b', 'never']);
    expect(balancedWeights([text('a'), text('a'), text('a'), text('b')], labels)).toEqual({ a: 4 / 9, b: 4 / 3 });
  });

  it('counts the tags of words', () => {
    const record: TaskRecord = { kind: 'tagging', text: '', words: ['a', 'b', 'c'], tags: ['O', 'O', 'B-x'], source };
    expect(balancedWeights([record], createLabelSet(['O', 'B-x']))).toEqual({ O: 3 / 4, 'B-x': 3 / 2 });
  });
});
