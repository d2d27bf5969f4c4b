import { createLabelSet, KeyedRandom, type EncodedRecord, type QuestionRecord } from '@cloze/contracts';
import { describeHead, encodeTinyRecord } from '@cloze/testing';
import { describe, expect, it } from 'vitest';
import { answerTokens } from './answer-tokens.js';
import { bestAnswer, windowAnswers } from './best-answers.js';
import { extractiveQa } from './extractive-qa.js';

function asked(question: string, text: string, answer?: string): QuestionRecord {
  const answers = answer === undefined ? [] : [{ text: answer, start: text.indexOf(answer) }];
  return { kind: 'question', question, text, answers, source: { file: 'squad.json', line: 4 } };
}

const records = [
  asked('the cat sat on', 'a cat sat on the mat under a tree', 'the mat'),
  asked('the bird sang', 'birds sang on a tree', 'on a tree'),
  asked('a dog ran', 'the tree'),
];

describeHead(extractiveQa, [
  { title: 'answers', records },
  { title: 'no answer allowed', records, options: { unanswerableThreshold: 0, maxAnswerLength: 3, nBest: 2 } },
]);

describe('the tokens of an answer', () => {
  // [CLS] a dog [SEP] the cats sat on ##mat … : tokens of "the cats sat" are 4, 5 and 6 ("cat", "##s"), 7
  const window = encodeTinyRecord(asked('a dog', 'the cats sat', 'cats'));

  it('are those that its characters touch', () => {
    expect(answerTokens(window)).toEqual([5, 6]);
    expect(answerTokens(encodeTinyRecord(asked('a dog', 'the cats sat', 'at')))).toEqual([5, 5]);
    expect(answerTokens(encodeTinyRecord(asked('a dog', 'the cats sat', ' cats ')))).toEqual([5, 6]);
  });

  it('are [CLS] where there is no answer, or not all of it in the window', () => {
    expect(answerTokens(encodeTinyRecord(asked('a dog', 'the cats sat')))).toEqual([0, 0]);
    const { view } = window;
    const cut: EncodedRecord<QuestionRecord> = {
      ...window,
      view: { ...view, inputIds: view.inputIds.slice(0, 7) },
      sides: Int8Array.of(-1, 0, 0, -1, 1, 1, -1), // without "##s sat"
      offsets: Int32Array.of(0, 0, 0, 1, 2, 5, 0, 0, 0, 3, 4, 7, 0, 0),
    };
    expect(answerTokens(cut)).toEqual([0, 0]);
    expect(
      extractiveQa.warnings!(extractiveQa.options.parse({}), [{ ...cut, record: { ...cut.record } }, window]),
    ).toEqual([
      '1 of 2 answers are whole in no window and are learnt as no answer; raise data.maxLength, or data.stride where contexts are split.',
    ]);
    expect(extractiveQa.warnings!(extractiveQa.options.parse({}), [window])).toEqual([]);
  });

  it('are not known where the record has no answers', () => {
    const { answers: _, ...unknown } = asked('a dog', 'the cats sat');
    expect(answerTokens(encodeTinyRecord<QuestionRecord>(unknown))).toBeUndefined();
  });

  it('refuse an answer that stands elsewhere', () => {
    const wrong = { ...asked('a dog', 'the cats sat'), answers: [{ text: 'cats', start: 5 }] };
    expect(() => answerTokens(encodeTinyRecord(wrong))).toThrow(
      'An answer does not stand where its start says\n  where: squad.json:4\n  received: "ats " at 5\n  allowed: "cats"\n  fix: count UTF-16 code units of the context',
    );
  });
});

const near = (value: number) => expect.closeTo(value, 12) as unknown;

describe('the best answers', () => {
  const window = encodeTinyRecord(asked('a dog', 'the cats sat on a mat under the tree'));
  const tokens = window.view.inputIds.length;
  const stream = new KeyedRandom(1).stream('logits');
  const logits = Float64Array.from({ length: 2 * tokens }, () => stream.normal());

  it('are those of brute force, cut from the text', () => {
    const all: [score: number, answer: string][] = [];
    for (let first = 4; first < tokens - 1; first += 1) {
      for (let last = first; last < Math.min(first + 4, tokens - 1); last += 1) {
        const answer = window.record.text.slice(window.offsets[2 * first], window.offsets[2 * last + 1]);
        all.push([logits[2 * first] + logits[2 * last + 1], answer]);
      }
    }
    all.sort(([a], [b]) => b - a);
    const { candidates, emptyScore } = windowAnswers(window, logits, 4, 7);
    expect(candidates.map(({ score, answer }) => [score, answer])).toEqual(all.slice(0, 7));
    expect(emptyScore).toBe(logits[0] + logits[1]);
  });

  const candidate = (start: number, score: number) => ({ answer: 'x', start, end: start + 1, score });
  const windows = [
    { candidates: [candidate(3, 5), candidate(1, 2)], emptyScore: 6 },
    { candidates: [candidate(1, 4), candidate(9, 1)], emptyScore: 8 },
  ];

  it('are each the best of all windows, the empty one the smallest', () => {
    const { start, nBest, unanswerableScore } = bestAnswer(windows, 2);
    expect([start, nBest.map(({ score }) => score), unanswerableScore]).toEqual([3, [5, 4], 6]);
  });

  it('have probabilities, together with the empty one', () => {
    const { probability, nBest, unanswerableProbability } = bestAnswer(windows, 2);
    const total = Math.exp(5) + Math.exp(4) + Math.exp(6);
    expect(nBest.map((one) => one.probability)).toEqual([Math.exp(5) / total, Math.exp(4) / total].map(near));
    expect(unanswerableProbability).toEqual(near(Math.exp(6) / total));
    expect(probability).toBe(nBest[0].probability);
    expect(bestAnswer(windows, 2, 0.5).probability).toBe(unanswerableProbability);
  });

  it('are none above the threshold, or where there is no context', () => {
    expect(bestAnswer(windows, 2, 1).start).toBe(3);
    const empty = { answer: '', start: 0, end: 0, score: 6 };
    expect(bestAnswer(windows, 2, 0.5)).toMatchObject(empty);
    expect(bestAnswer([{ candidates: [], emptyScore: 6 }], 2)).toMatchObject(empty);
  });
});

describe('extractive-qa.v1', () => {
  it('answers from the window that is surest', () => {
    const options = extractiveQa.options.parse({});
    const window = encodeTinyRecord(asked('a dog', 'the cats sat'));
    const windows = [0, 1].map((index) => ({ ...window, window: { index, count: 2 } }));
    const tokens = window.view.inputIds.length;
    const data = new Float32Array(4 * tokens);
    data[2 * 4] = 1; // the first window's "the"
    data[2 * tokens + 2 * 5] = 3; // the second window's "cat"
    data[2 * tokens + 2 * 6 + 1] = 3; // and "##s"
    const decoded = extractiveQa.decode(
      options,
      { logits: { data, shape: [2 * tokens, 2] } },
      windows,
      createLabelSet([]),
    );
    const prediction = extractiveQa.merge!(options, decoded, windows, createLabelSet([]));
    expect(prediction).toMatchObject({ answer: 'cats', start: 4, end: 8, score: 6, unanswerableScore: 0 });
  });
});
