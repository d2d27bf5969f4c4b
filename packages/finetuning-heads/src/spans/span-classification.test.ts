import { createLabelSet, shapedArray, type EncodedRecord, type SpansRecord } from '@cloze/contracts';
import { describeHead, encodeTinyRecord, tinyHost } from '@cloze/testing';
import { describe, expect, it } from 'vitest';
import { spanRecord } from '../testing/span-record.js';
import { spanClassification } from './span-classification.js';
import { SPAN_REPRESENTATIONS } from './span-options.js';
import { spanTargets, windowSpans } from './span-targets.js';

const small = { maxSpanLength: 3, hiddenSize: 8, endpointSize: 6 };
const labels = ['animal', 'place'];
const records = [
  spanRecord('the cats sat on a mat', ['the cats', 'animal'], ['cats', 'animal'], ['a mat', 'place']),
  spanRecord('dogs walked', ['dogs', 'animal']),
  spanRecord('on the tree', ['the tree', 'place']),
];

describeHead(spanClassification, [
  { title: 'endpoints and mean', labels, records, options: small, fallsTo: 0.3 },
  {
    title: 'layers over endpoints, mean, width',
    labels,
    records,
    options: { ...small, representation: 'ffn-mean', widthSize: 3, decoding: 'flat' },
    fallsTo: 0.3,
  },
  {
    title: 'self-attentive pooling',
    labels,
    records,
    options: { ...small, representation: 'ffn-attentive', widthSize: 2, pooling: 'mean', decoding: 'nested' },
    fallsTo: 0.3,
  },
  { title: 'less of what has no label', labels, records, options: { ...small, noneWeight: 0.2 }, fallsTo: 0.3 },
  { title: 'a tree', labels, records, options: { ...small, maxSpanLength: 6, decoding: 'tree' }, fallsTo: 0.3 },
]);

// Alone, not as one of two windows, which a root longer than other spans cannot come from.
const { merge: _, ...alone } = spanClassification;
describeHead(
  alone,
  SPAN_REPRESENTATIONS.map((representation) => ({
    title: `a root longer than other spans, ${representation}`,
    labels,
    records: [
      spanRecord('the cats sat on a mat', ['the cats sat on a mat', 'place'], ['cats', 'animal']),
      spanRecord('dogs walked', ['dogs', 'animal']),
    ],
    options: { ...small, maxSpanLength: 2, decoding: 'tree', representation, widthSize: 2 },
    fallsTo: 0.3,
  })),
);

describe('span-classification.v1', () => {
  const labelSet = createLabelSet(labels);
  const [cats] = records;
  const targetOptions = { maxSpanLength: 2, pooling: 'first', noneWeight: 1 } as const;

  it('labels every span up to the length, from characters', () => {
    const { arrays, weight, reportWeights } = spanTargets([encodeTinyRecord(cats)], labelSet, {
      ...targetOptions,
      noneWeight: 0.25,
    });
    // words: the cats sat on a mat; spans 0-0 0-1 1-1 1-2 2-2 2-3 3-3 3-4 4-4 4-5 5-5
    expect([...(arrays['labels'] as Int32Array)]).toEqual([0, 1, 1, 0, 0, 0, 0, 0, 0, 2, 0]);
    expect([...(arrays['classWeights'] as Float32Array)]).toEqual([0.25, 1, 1]);
    expect(weight).toBe(3 + 8 * 0.25);
    expect(reportWeights).toEqual({ accuracy: 11 });
  });

  it('leaves spans to the window that has their middle word, and out where they are cut', () => {
    const whole = encodeTinyRecord(cats);
    const first = { ...whole, ownWords: { from: 0, to: 2 }, window: { index: 0, count: 2 } };
    expect([...windowSpans(first, 3)]).toEqual([0, 0, 0, 1, 0, 2, 1, 1, 1, 2]);
    const cut: EncodedRecord<SpansRecord> = {
      ...whole, // the window "cats sat on a mat" without "the"
      wordTokens: whole.wordTokens.slice(1),
      firstWord: 1,
      ownWords: { from: 0, to: 5 },
      window: { index: 1, count: 2 },
    };
    const { arrays } = spanTargets([cut], labelSet, { ...targetOptions, maxSpanLength: 1 });
    expect([...(arrays['labels'] as Int32Array)]).toEqual([1, 0, 0, 0, 0]);
  });

  it('names file and line of an unknown label', () => {
    const unknown = encodeTinyRecord(spanRecord('the cat', ['cat', 'animals']));
    expect(() => spanTargets([unknown], labelSet, targetOptions)).toThrow(
      /does not know\n {2}where: spans.json:2\n {2}received: "animals"[^]*did you mean "animal"/,
    );
  });

  it('gives spans with characters of the text, as the decoding allows', () => {
    const window = encodeTinyRecord(spanRecord('the cats sat'));
    const predict = (decoding: string) => {
      const parsed = spanClassification.options.parse({ maxSpanLength: 2, decoding });
      // spans 0-0 0-1 1-1 1-2 2-2; none, animal, place
      const logits = [3, 0, 0, 0, 2, 0, 0, 1, 0, 0, 0, 2, 3, 0, 0];
      const outputs = { spanLogits: { data: Float32Array.from(logits), shape: [5, 3] } };
      const decoded = spanClassification.decode(parsed, outputs, [window], labelSet);
      return spanClassification.merge!(parsed, decoded, [window], labelSet).spans.map(
        ({ start, end, label }) => `${window.record.text.slice(start, end)}: ${label}`,
      );
    };
    expect(predict('overlapping')).toEqual(['the cats: animal', 'cats sat: place', 'cats: animal']);
    expect(predict('nested')).toEqual(['the cats: animal', 'cats: animal']);
    expect(predict('flat')).toEqual(['the cats: animal']);
  });

  describe('as a tree', () => {
    const window = encodeTinyRecord(
      spanRecord('the cats sat on a mat', ['the cats sat on a mat', 'place'], ['cats', 'animal']),
    );
    const parsed = spanClassification.options.parse({ maxSpanLength: 2, decoding: 'tree' });
    const split = { ...window, ownWords: { from: 0, to: 3 }, window: { index: 0, count: 2 } };

    it('learns the span of all words, however long', () => {
      const host = { ...tinyHost(), labels: labelSet };
      const { arrays } = spanClassification.targets(parsed, host).collate([window, window]);
      const spans = shapedArray(arrays['spans']);
      expect(spans.shape).toEqual([24, 2]);
      // After 11 spans of up to 2 words of each record, that of all 6.
      expect([...spans.data.slice(22, 26)]).toEqual([0, 5, 6, 6]);
      expect([...spans.data.slice(46)]).toEqual([6, 11]);
      const learnt = [0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 2];
      expect([...(arrays['labels'] as Int32Array)]).toEqual([...learnt, ...learnt]);
    });

    it('gives the span of all words, however long and whatever its score', () => {
      const logits = new Float32Array(12 * 3);
      for (let span = 0; span < 12; span += 1) logits[3 * span] = 5; // none
      logits[3 * 2 + 1] = 9; // cats: animal
      logits[3 * 11 + 2] = 1; // all words: place
      const outputs = { spanLogits: { data: Float32Array.of(...logits, ...logits), shape: [24, 3] } };
      const [, decoded] = spanClassification.decode(parsed, outputs, [window, window], labelSet);
      const { spans } = spanClassification.merge!(parsed, [decoded], [window], labelSet);
      expect(spans).toMatchObject([
        { start: 0, end: 21, label: 'place' },
        { start: 4, end: 8, label: 'animal' },
      ]);
    });

    it('has no root longer than other spans in a record that is split', () => {
      expect([...windowSpans(split, 2, 'rooted')]).toEqual([...windowSpans(split, 2)]);
      expect([...windowSpans(window, 6, 'rooted')]).toEqual([...windowSpans(window, 6)]);
    });
  });
});
