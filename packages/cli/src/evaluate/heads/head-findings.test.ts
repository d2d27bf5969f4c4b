import type { TaskRecord } from '@cloze/contracts';
import { describe, expect, it } from 'vitest';
import { headFindings } from './head-findings.js';

const source = { file: 'dev.txt', line: 2 };
const words = { text: 'Ada met Bob', words: ['Ada', 'met', 'Bob'], wordOffsets: [0, 3, 4, 7, 8, 11], source };

describe('headFindings', () => {
  it('counts labels, and shows the surest of wrong ones first', () => {
    const record = (text: string, label: string): TaskRecord => ({ kind: 'classification', text, label, source });
    const predict = (label: string, sure: number) => ({ label, probabilities: { a: sure, b: sure } });
    const records = [record('x', 'a'), record('y', 'a'), record('z', 'b')];
    const { confusion, types, worst } = headFindings(records, [
      predict('a', 0.9),
      predict('b', 0.6),
      predict('a', 0.8),
    ]);
    expect(confusion).toEqual({
      labels: ['a', 'b'],
      counts: [
        [1, 1],
        [1, 0],
      ],
    });
    expect(types?.['a']).toEqual({ precision: 0.5, recall: 0.5, f1: 0.5, support: 2 });
    expect(worst.map(({ text, badness }) => [text, badness])).toEqual([
      ['z', 0.8],
      ['y', 0.6],
    ]);
  });

  it('scores entities by type, and marks what was found, wrong and missed', () => {
    const record: TaskRecord = { kind: 'tagging', ...words, tags: ['B-per', 'O', 'B-per'] };
    const { types, confusion, worst } = headFindings([record], [{ tags: ['B-per', 'O', 'B-org'] }]);
    expect(types).toEqual({
      org: { precision: 0, recall: 0, f1: 0, support: 0 },
      per: { precision: 1, recall: 0.5, f1: 2 / 3, support: 2 },
    });
    expect(confusion?.labels).toEqual(['B-org', 'B-per', 'O']);
    expect(worst).toEqual([
      {
        where: 'dev.txt, line 2',
        text: 'Ada met Bob',
        gold: 'per: Bob',
        predicted: 'org: Bob',
        badness: 2,
        spans: [
          { start: 0, end: 3, label: 'per', kind: 'good' },
          { start: 8, end: 11, label: 'org', kind: 'bad' },
          { start: 8, end: 11, label: 'per', kind: 'missed' },
        ],
      },
    ]);
  });

  it('sets numbers beside each other', () => {
    const record = (value: number): TaskRecord => ({ kind: 'regression', text: 'x', pair: 'y', value, source });
    const { values, worst } = headFindings([record(1), record(5)], [{ value: 1.5 }, { value: 2 }]);
    expect(values).toEqual([
      [1, 1.5],
      [5, 2],
    ]);
    expect(worst.map(({ gold, predicted, beside }) => [gold, predicted, beside])).toEqual([
      ['5', '2.00', 'y'],
      ['1', '1.50', 'y'],
    ]);
  });

  it('shows an answer where it stands in a long text', () => {
    const text = `${'x '.repeat(600)}in 1815 at Rome ${'y '.repeat(600)}`;
    const at = text.indexOf('1815');
    const record: TaskRecord = {
      kind: 'question',
      text,
      question: 'when?',
      answers: [{ text: '1815', start: at }],
      source,
    };
    const prediction = { answer: 'Rome', start: at + 8, end: at + 12, score: 1, nBest: [], unanswerableScore: 0 };
    const [error] = headFindings([record], [prediction]).worst;
    expect(error.text.length).toBeLessThan(700);
    expect(error.spans.map(({ start, end, kind }) => [error.text.slice(start, end), kind])).toEqual([
      ['1815', 'missed'],
      ['Rome', 'bad'],
    ]);
  });
});
