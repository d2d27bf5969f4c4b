import { createLabelSet, type EncodedRecord, type SpansRecord } from '@cloze/contracts';
import { describeHead, encodeTinyRecord } from '@cloze/testing';
import { describe, expect, it } from 'vitest';
import { spanRecord } from '../testing/span-record.js';
import { spanClassification } from './span-classification.js';
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
});
