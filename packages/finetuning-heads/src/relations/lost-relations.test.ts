import type { RelationsRecord } from '@cloze/contracts';
import { encodeTinyRecord } from '@cloze/testing';
import { expect, it } from 'vitest';
import { spanRecord } from '../testing/span-record.js';
import { lostRelations } from './lost-relations.js';

const record: RelationsRecord = {
  ...spanRecord('the cats sat on a mat', ['the cats', 'a'], ['sat', 'b'], ['a mat', 'c']),
  kind: 'relations',
  relations: [
    { head: 0, tail: 0, label: 'r' },
    { head: 0, tail: 1, label: 'r' },
    { head: 0, tail: 1, label: 's' },
    { head: 2, tail: 0, label: 'r' },
  ],
};

it('says which relations cannot be learnt, and why', () => {
  const window = encodeTinyRecord(record);
  const own = '1 of 4 relations go from a span to itself and cannot be learnt.';
  const doubled = '1 of 4 relations are a second label of one pair and cannot be learnt: a pair has one label.';
  expect(lostRelations([window])).toEqual([own, doubled]);
  const cut = { ...window, wordTokens: window.wordTokens.slice(0, 4), ownWords: { from: 0, to: 3 }, isCut: true };
  expect(lostRelations([cut])).toEqual([
    own,
    '1 of 4 relations have spans that no window holds together and cannot be learnt; raise data.maxLength, or data.stride where records are split.',
    doubled,
  ]);
  expect(lostRelations([encodeTinyRecord({ ...record, relations: [] })])).toEqual([]);
});
