import type { TaskRecord } from '@cloze/contracts';
import { describe, expect, it } from 'vitest';
import { majorityGuess } from './majority-guess.js';

const source = { file: 'train' };
const guess = (train: readonly TaskRecord[], record: TaskRecord) => majorityGuess(record.kind, train)?.(record);

describe('majorityGuess', () => {
  it('gives every text the most frequent label, and every pair the mean value', () => {
    const text = (label?: string): TaskRecord => ({ kind: 'classification', text: 'x', label, source });
    expect(guess([text('b'), text('a'), text('b')], text())).toEqual({
      label: 'b',
      probabilities: { a: 1 / 3, b: 2 / 3 },
    });
    expect(guess([text('b'), text(), text()], text())).toEqual({ label: 'b', probabilities: { b: 1 } });
    const pair = (value?: number): TaskRecord => ({ kind: 'regression', text: 'x', pair: 'y', value, source });
    expect(guess([pair(1), pair(4)], pair())).toEqual({ value: 2.5 });
  });

  it('gives every word its own most frequent tag, an unknown one that of all', () => {
    const tagged = (words: string[], tags?: string[]): TaskRecord => ({
      kind: 'tagging',
      text: '',
      words,
      tags,
      source,
    });
    const train = [tagged(['a', 'Rome', 'a'], ['O', 'B-place', 'B-place']), tagged(['a'], ['O']), tagged(['b'], ['O'])];
    expect(guess(train, tagged(['Rome', 'a', 'c']))).toEqual({ tags: ['B-place', 'O', 'O'] });
  });

  it('finds the stretches that training labels more often than not', () => {
    const spans = (text: string, ...labelled: [string, string][]): TaskRecord => ({
      kind: 'spans',
      text,
      spans: labelled.map(([part, label]) => ({
        start: text.indexOf(part),
        end: text.indexOf(part) + part.length,
        label,
      })),
      source,
    });
    const train = [
      spans('the old king of Rome', ['the old king', 'per'], ['Rome', 'loc']),
      spans('Rome fell', ['Rome', 'loc']),
      spans('the old king'),
      spans('the old king'),
    ];
    expect(guess(train, spans('Rome and the old king'))).toEqual({
      spans: [{ start: 0, end: 4, label: 'loc', score: 1 }],
    });
  });

  it('takes all mentions of a text for the same thing, and gives no cluster where there is none', () => {
    const [a, b, c] = [0, 2, 4].map((start) => ({ start, end: start + 1 }));
    const text = (...clusters: (typeof a)[][]): TaskRecord => ({
      kind: 'coreference',
      text: 'a b c',
      clusters,
      source,
    });
    expect(guess([], text([a, c], [b]))).toEqual({ clusters: [[a, c, b]] });
    expect(guess([], text())).toEqual({ clusters: [] });
    expect(guess([], text([]))).toEqual({ clusters: [] });
  });

  it('knows more stretches than a call takes arguments', () => {
    const words = Array.from({ length: 130_000 }, (_, i) => `w${i}`);
    const record = (text: string, label?: string): TaskRecord => ({
      kind: 'spans',
      text,
      ...(label && { spans: [{ start: 0, end: text.length, label }] }),
      source,
    });
    expect(
      guess(
        words.map((word) => record(word, 'x')),
        record('w7 v'),
      ),
    ).toEqual({
      spans: [{ start: 0, end: 2, label: 'x', score: 1 }],
    });
  });
});
