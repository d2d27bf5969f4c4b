import type { TaskRecord } from '@cloze/contracts';
import { describe, expect, it } from 'vitest';
import { checkLabels } from './check-labels.js';
import { findLabels } from './find-labels.js';

const source = { file: 'dev.txt', line: 3 };
const tagged = (...tags: string[]): TaskRecord => ({ kind: 'tagging', text: '', words: [], tags, source });

describe('findLabels', () => {
  it('sorts what occurs, with O first, in whatever order the records come', () => {
    const records = [tagged('B-b', 'O'), tagged('I-a', 'B-a', 'O'), tagged()];
    expect(findLabels(records)).toEqual({ names: ['O', 'B-a', 'B-b', 'I-a'] });
    expect(findLabels(records.reverse())).toEqual({ names: ['O', 'B-a', 'B-b', 'I-a'] });
  });

  it('keeps the order of a declaration', () => {
    expect(findLabels([tagged('O')], ['B', 'O'])).toEqual({ names: ['B', 'O'] });
  });

  it('finds the labels of every kind of record', () => {
    const spans = [
      { start: 0, end: 1, label: 'loc' },
      { start: 2, end: 3, label: 'per' },
    ];
    const text = 'a b';
    expect(findLabels([{ kind: 'classification', text, label: 'x', labels: ['z', 'y'], source }]).names).toEqual([
      'x',
      'y',
      'z',
    ]);
    expect(findLabels([{ kind: 'pair', text, pair: '', label: 'x', source }]).names).toEqual(['x']);
    expect(findLabels([{ kind: 'spans', text, spans, source }]).names).toEqual(['loc', 'per']);
    expect(findLabels([{ kind: 'question', text, question: '', source }]).names).toEqual([]);
    const relations = [{ head: 0, tail: 1, label: 'in' }];
    expect(findLabels([{ kind: 'relations', text, spans, relations, source }])).toEqual({
      names: ['in'],
      spanNames: ['loc', 'per'],
    });
    expect(findLabels([{ kind: 'relations', text, source }])).toEqual({ names: [], spanNames: [] });
    expect(
      findLabels([
        { kind: 'spans', text, source },
        { kind: 'tagging', text, words: [], source },
      ]),
    ).toEqual({
      names: [],
    });
  });
});

describe('checkLabels', () => {
  it('names the first record with a label that training does not have', () => {
    expect(() => checkLabels([tagged('O', 'B-loc')], { names: ['O', 'B-loc'] })).not.toThrow();
    expect(() => checkLabels([tagged('O'), tagged('B-Loc')], { names: ['O', 'B-loc'] })).toThrow(
      `A record has a label that the training records do not have
  where: dev.txt, line 3
  received: "B-Loc"
  allowed: O, B-loc
  fix: did you mean "B-loc"? Otherwise declare it in "labels", or add training records that have it`,
    );
    expect(() => checkLabels([tagged('weapon')], { names: [] })).toThrow(
      `A record has a label that the training records do not have
  where: dev.txt, line 3
  received: "weapon"
  allowed: none: no training record has a label
  fix: declare it in "labels", add training records that have it, or leave the record out`,
    );
  });

  it('checks the labels of spans beside those of relations', () => {
    const record: TaskRecord = { kind: 'relations', text: 'a', spans: [{ start: 0, end: 1, label: 'per' }], source };
    expect(() => checkLabels([record], { names: ['in'], spanNames: ['per'] })).not.toThrow();
    expect(() => checkLabels([record], { names: ['per'], spanNames: ['location'] })).toThrow(
      `A record has a label that the training records do not have
  where: dev.txt, line 3
  received: "per"
  allowed: location
  fix: declare it in "spanLabels", add training records that have it, or leave the record out`,
    );
  });

  it('wants a label of each span where those are learned, and else looks at none', () => {
    const spans = [{ start: 2, end: 3, label: '' }];
    const record: TaskRecord = { kind: 'relations', text: 'a b', spans, relations: [], source };
    expect(findLabels([record])).toEqual({ names: [], spanNames: [] });
    expect(() => checkLabels([record], { names: [] })).not.toThrow();
    expect(() => checkLabels([record], { names: [], spanNames: ['per'] })).toThrow(
      `A span has no label, which the head learns
  where: dev.txt, line 3
  received: "b", 2 to 3
  fix: label it, or set "spans": "given" of a head that is to find relations between given spans alone`,
    );
  });
});
