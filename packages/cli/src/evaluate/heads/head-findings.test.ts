import type { TaskRecord } from '@cloze/contracts';
import { describe, expect, it } from 'vitest';
import { headFindings } from './head-findings.js';

const source = { file: 'dev.txt', line: 2 };
const words = { text: 'Ada met Bob', words: ['Ada', 'met', 'Bob'], wordOffsets: [0, 3, 4, 7, 8, 11], source };
const ada = { start: 0, end: 3, label: 'person' };
const bob = { start: 8, end: 11, label: 'person' };

describe('headFindings', () => {
  it('counts labels, and shows the surest of wrong ones first', () => {
    const record = (text: string, label: string): TaskRecord => ({ kind: 'classification', text, label, source });
    const predict = (label: string, sure: number) => ({ label, probabilities: { a: sure, b: sure } });
    const records = [record('x', 'a'), record('y', 'a'), record('z', 'b')];
    const { confusion, types, worst } = headFindings(
      records,
      [predict('a', 0.9), predict('b', 0.6), predict('a', 0.8)],
      [],
    );
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
    const { types, confusion, worst } = headFindings([record], [{ tags: ['B-per', 'O', 'B-org'] }], []);
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
    const { values, worst } = headFindings([record(1), record(5)], [{ value: 1.5 }, { value: 2 }], []);
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
    const [error] = headFindings([record], [prediction], []).worst;
    expect(error.text.length).toBeLessThan(700);
    expect(error.spans.map(({ start, end, kind }) => [error.text.slice(start, end), kind])).toEqual([
      ['1815', 'missed'],
      ['Rome', 'bad'],
    ]);
  });

  it('takes an answer for right where SQuAD does, by any of the gold ones', () => {
    const text = 'He saw the cat.';
    const record = (...answers: string[]): TaskRecord => ({
      kind: 'question',
      text,
      question: 'what?',
      answers: answers.map((answer) => ({ text: answer, start: text.indexOf(answer) })),
      source,
    });
    const answered = (answer: string) => {
      const start = text.indexOf(answer);
      return { answer, start, end: start + answer.length, score: 1, nBest: [], unanswerableScore: 0 };
    };
    const records = [record('cat'), record('saw', 'cat.'), record(), record('saw'), record('saw')];
    const predictions = ['the cat', 'the cat', '', 'He saw', ''].map(answered);
    expect(
      headFindings(records, predictions, []).worst.map(({ gold, predicted, badness }) => [gold, predicted, badness]),
    ).toEqual([
      ['saw', '(no answer)', 2],
      ['saw', 'He saw', 1],
    ]);
  });

  it('takes tags that write no entities as labels of words', () => {
    const record: TaskRecord = { kind: 'tagging', ...words, tags: ['PROPN', 'VERB', 'PROPN'] };
    const prediction = { tags: ['PROPN', 'NOUN', 'PROPN'], probabilities: [0.9, 0.6, 0.8] };
    const { types, confusion, worst } = headFindings([record], [prediction], ['entity-f1.v1', 'tag-accuracy.v1']);
    expect(Object.keys(types ?? {})).toEqual(['NOUN', 'PROPN', 'VERB']);
    expect(types?.['PROPN']).toEqual({ precision: 1, recall: 1, f1: 1, support: 2 });
    expect(confusion?.labels).toEqual(['NOUN', 'PROPN', 'VERB']);
    expect(worst.map(({ gold, predicted, spans }) => [gold, predicted, spans.length])).toEqual([
      ['VERB: met', 'NOUN: met', 2],
    ]);
  });

  it('says how often what is given with a probability is right', () => {
    const record = (label: string): TaskRecord => ({ kind: 'classification', text: 'x', label, source });
    const prediction = { label: 'a', probabilities: { a: 0.9, b: 0.1 } };
    const { reliability } = headFindings([record('a'), record('b')], [prediction, prediction], []);
    expect(reliability).toEqual([{ from: 13 / 15, to: 14 / 15, count: 2, confidence: 0.9, accuracy: 0.5 }]);
  });

  it('holds a head that tells no labels apart to the ends of spans', () => {
    const record: TaskRecord = { kind: 'spans', ...words, spans: [ada, { ...bob, label: 'pet' }] };
    const prediction = { spans: [ada, bob].map((span) => ({ ...span, label: 'span', score: 1 })) };
    const { types, worst } = headFindings([record], [prediction], ['span-boundaries-f1.v1']);
    expect(types).toEqual({ span: { precision: 1, recall: 1, f1: 1, support: 2 } });
    expect(worst).toEqual([]);
    expect(headFindings([record], [prediction], ['span-f1.v1']).types?.['pet'].f1).toBe(0);
  });

  it('scores relations, and between given spans nothing else', () => {
    const knows = { head: 0, tail: 1, label: 'knows' };
    const record: TaskRecord = { kind: 'relations', ...words, spans: [ada, bob], relations: [knows] };
    const prediction = { spans: [ada, bob], relations: [{ ...knows, head: 1, tail: 0, score: 1 }] };
    const given = headFindings([record], [prediction], ['relation-f1.v1']);
    expect(given.types).toBeUndefined();
    expect(given.relations).toEqual({ knows: { precision: 0, recall: 0, f1: 0, support: 1 } });
    expect(given.worst.map(({ gold, predicted, badness }) => [gold, predicted, badness])).toEqual([
      ['knows: Ada → Bob', 'knows: Bob → Ada', 2],
    ]);
    const joint = headFindings([record], [prediction], ['relation-f1.v1', 'span-f1.v1']);
    expect(joint.types).toEqual({ person: { precision: 1, recall: 1, f1: 1, support: 2 } });
  });

  it('scores labels of texts that have several', () => {
    const record = (text: string, ...labels: string[]): TaskRecord => ({
      kind: 'classification',
      text,
      labels,
      source,
    });
    const { types, worst } = headFindings(
      [record('x', 'a', 'b'), record('y')],
      [
        { labels: ['b'], probabilities: { a: 0.2, b: 0.9 } },
        { labels: ['a'], probabilities: { a: 0.7, b: 0.1 } },
      ],
      ['macro-f1.v1'],
    );
    expect(types).toEqual({
      a: { precision: 0, recall: 0, f1: 0, support: 1 },
      b: { precision: 1, recall: 1, f1: 1, support: 1 },
    });
    expect(worst.map(({ gold, predicted, badness }) => [gold, predicted, badness])).toEqual([
      ['a, b', 'b', 0.8],
      ['(none)', 'a', 0.7],
    ]);
  });

  it('scores mentions and their clusters, paired as fits best', () => {
    const [a, met, b] = [ada, { start: 4, end: 7 }, bob];
    const record: TaskRecord = { kind: 'coreference', ...words, clusters: [[a, met]] };
    const { types, worst } = headFindings([record], [{ clusters: [[b], [met, a]] }], ['coreference.v1']);
    expect(types?.['mentions']).toEqual({ precision: 2 / 3, recall: 1, f1: 0.8, support: 2 });
    expect(types?.['mentions in their cluster'].recall).toBe(1);
    expect(worst.map(({ gold, predicted }) => [gold, predicted])).toEqual([['', 'new: Bob']]);
    const apart = headFindings([record], [{ clusters: [[a], [met]] }], ['coreference.v1']);
    expect(apart.types?.['mentions in their cluster']).toEqual({ precision: 0.5, recall: 0.5, f1: 0.5, support: 2 });
    expect(apart.worst.map(({ gold, predicted }) => [gold, predicted])).toEqual([['1: met', 'new: met']]);
  });
});
