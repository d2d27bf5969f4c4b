import type { TaskRecord } from '@cloze/contracts';
import { finetuningPlugins } from '@cloze/finetuning-heads';
import { describe, expect, it } from 'vitest';
import { checkGold, countWithoutGold } from './check-gold.js';

let line = 0;
const at = () => ({ text: 'a', source: { file: 'a.jsonl', line: (line += 1) } });
const classified = (gold: { label?: string; labels?: string[] }): TaskRecord => ({
  kind: 'classification',
  ...at(),
  ...gold,
});
const headOf = (use: string, options: object = {}) => {
  const plugin = finetuningPlugins.find(({ name }) => name === use);
  if (plugin?.kind !== 'head') throw new Error(use);
  return { plugin, options: plugin.options.parse(options), id: 'task' };
};
const single = headOf('sequence-classification.v1');
const multi = headOf('sequence-classification.v1', { task: 'multi-label' });

describe('checkGold', () => {
  it('wants it of one training record at least, and of each record that a head is held against', () => {
    line = 0;
    const records = [classified({ label: 'x' }), classified({})];
    expect(() => checkGold(single, 'train', records)).not.toThrow();
    expect(countWithoutGold(single, records)).toBe(1);
    expect(() => checkGold(single, 'train', records.slice(1)))
      .toThrow(`No training record has what the head "task" learns
  where: a.jsonl, line 2
  received: a record with "text"
  allowed: a record with "label"
  fix: give it, or leave the record out; a name that the file has for it goes into the dataset's "fields"`);
    for (const split of ['validation', 'test'] as const)
      expect(() => checkGold(single, split, records))
        .toThrow(`A record does not have what the head "task" is held against
  where: a.jsonl, line 2
  received: a record with "text"
  allowed: a record with "label"
  fix: give it, or leave the record out; a name that the file has for it goes into the dataset's "fields"`);
  });

  it('takes a text with one label for a set of one, and not a set for one label', () => {
    line = 0;
    const records = [classified({ labels: ['x'] }), classified({ label: 'x' })];
    expect(() => checkGold(multi, 'validation', records)).not.toThrow();
    expect(() => checkGold(single, 'validation', records))
      .toThrow(`A record does not have what the head "task" is held against
  where: a.jsonl, line 1
  received: a record with "text", "labels"
  allowed: a record with "label"
  fix: set "task": "multi-label" of the head where a text may have several labels, or give each text one "label"`);
    expect(() => checkGold(multi, 'train', [classified({})])).toThrow('allowed: a record with "labels" or "label"');
  });

  it('wants both spans and relations of heads that find both', () => {
    const spans: TaskRecord = { kind: 'relations', ...at(), spans: [] };
    const both: TaskRecord = { ...spans, relations: [] };
    const joint = headOf('span-relation.v1');
    expect(() => checkGold(joint, 'train', [spans, both])).not.toThrow();
    expect(countWithoutGold(joint, [spans, both])).toBe(1);
    expect(() => checkGold(joint, 'train', [spans])).toThrow('allowed: a record with "relations"');
    expect(() => checkGold(joint, 'test', [both, spans])).toThrow('allowed: a record with "relations"');
  });

  it.each([
    ['sequence-classification.v1', { task: 'regression' }, { kind: 'regression' }, { value: 0 }],
    ['pair-classification.v1', {}, { kind: 'pair', pair: 'b' }, { label: 'x' }],
    ['pair-classification.v1', { task: 'regression' }, { kind: 'regression' }, { value: 0 }],
    ['token-classification.v1', {}, { kind: 'tagging', words: ['a'] }, { tags: ['O'] }],
    ['crf-tagging.v1', {}, { kind: 'tagging', words: ['a'] }, { tags: ['O'] }],
    ['span-identification.v1', {}, { kind: 'spans' }, { spans: [] }],
    ['span-classification.v1', {}, { kind: 'spans' }, { spans: [] }],
    ['span-relation.v1', { spans: 'given' }, { kind: 'relations' }, { relations: [] }],
    ['coreference.v1', {}, { kind: 'coreference' }, { clusters: [] }],
    ['extractive-qa.v1', {}, { kind: 'question', question: 'b' }, { answers: [] }],
  ])('knows what %s with %j learns', (use, options, record, gold) => {
    const head = headOf(use, options);
    const bare = { ...at(), ...record } as TaskRecord;
    expect(() => checkGold(head, 'train', [bare])).toThrow(`allowed: a record with "${Object.keys(gold)[0]}"`);
    expect(() => checkGold(head, 'validation', [{ ...bare, ...gold } as TaskRecord])).not.toThrow();
  });

  it('wants nothing of a head of one’s own that does not tell', () => {
    const own = { ...single, plugin: { ...single.plugin, gold: undefined } };
    expect(() => checkGold(own, 'train', [classified({})])).not.toThrow();
    expect(countWithoutGold(own, [classified({})])).toBe(0);
  });
});
