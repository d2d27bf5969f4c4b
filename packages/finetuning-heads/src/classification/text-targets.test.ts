import { createLabelSet, shapedArray, type ClassificationRecord, type RegressionRecord } from '@cloze/contracts';
import { encodeTinyRecord } from '@cloze/testing';
import { describe, expect, it } from 'vitest';
import { labelSetTargets, labelTargets, valueTargets } from './text-targets.js';

const labels = createLabelSet(['animal', 'place']);
const record = (parts: Partial<ClassificationRecord>) =>
  encodeTinyRecord<ClassificationRecord>({
    kind: 'classification',
    text: 'the cat',
    source: { file: 'a.csv', line: 7 },
    ...parts,
  });

describe('targets of texts', () => {
  it('leave out records without a label, and add up class weights', () => {
    const records = [record({ label: 'place' }), record({}), record({ label: 'animal' })];
    const targets = labelTargets(records, labels, { place: 3 });
    expect([...(targets.arrays['rows'] as Int32Array)]).toEqual([0, 2]);
    expect([...(targets.arrays['labels'] as Int32Array)]).toEqual([1, 0]);
    expect(targets.weight).toBe(4);
    expect(targets.reportWeights).toEqual({ accuracy: 2 });
  });

  it('refuse a weight of what is no label', () => {
    expect(() => labelTargets([], labels, { plce: 3 })).toThrow(
      'A class weight is of no label of the data\n  where: classWeights\n  received: "plce"\n  allowed: animal, place\n' +
        '  fix: did you mean "place"?',
    );
  });

  it('mark every label of a text that has several', () => {
    const targets = labelSetTargets(
      [record({ labels: ['place', 'animal'] }), record({ labels: [] }), record({})],
      labels,
    );
    expect(shapedArray(targets.arrays['targets'])).toEqual({ data: Float32Array.of(1, 1, 0, 0), shape: [2, 2] });
    expect(targets.weight).toBe(4);
    expect(labelSetTargets([record({ labels: [] })], labels, { place: 3 }).weight).toBe(4);
  });

  it('refuse an unknown label, naming file, line and the nearest label', () => {
    expect(() => labelTargets([record({ label: 'plaice' })], labels)).toThrow(
      [
        'A record has a label that the model does not know',
        '  where: a.csv:7',
        '  received: "plaice"',
        '  allowed: animal, place',
        '  fix: did you mean "place"?',
      ].join('\n'),
    );
  });

  it('refuse a value that is not a number', () => {
    const broken = encodeTinyRecord<RegressionRecord>({
      kind: 'regression',
      text: 'the cat',
      value: NaN,
      source: { file: 'b.csv' },
    });
    expect(() => valueTargets([broken])).toThrow(
      'A value to predict is not a number\n  where: b.csv\n  received: NaN\n  allowed: a finite number\n  fix: write a number, or leave the record out',
    );
  });
});
