import { createLabelSet } from '@cloze/contracts';
import { describeHead, encodeTinyRecord } from '@cloze/testing';
import { describe, expect, it } from 'vitest';
import { spanRecord } from '../testing/span-record.js';
import { spanIdentification } from './span-identification.js';

const records = [
  spanRecord('the cats sat on a mat', ['the cats', 'animal'], ['a mat', 'place']),
  spanRecord('dogs walked', ['dogs', 'animal']),
];

describeHead(spanIdentification, [
  {
    title: 'spans of any label',
    labels: ['animal', 'place'],
    records,
    options: { maxSpanLength: 3, hiddenSize: 8 },
    fallsTo: 0.3,
  },
]);

describe('span-identification.v1', () => {
  it('names spans by the one label there is', () => {
    const window = encodeTinyRecord(spanRecord('the cats'));
    const options = spanIdentification.options.parse({});
    const outputs = { spanLogits: { data: Float32Array.of(1, 0, 0, 1, 1, 0), shape: [3, 2] } };
    const predict = (...names: string[]) => {
      const labels = createLabelSet(names);
      const decoded = spanIdentification.decode(options, outputs, [window], labels);
      return spanIdentification.merge!(options, decoded, [window], labels).spans;
    };
    const span = { start: 0, end: 8, score: expect.closeTo(Math.E / (1 + Math.E)) };
    expect(predict('mention')).toEqual([{ ...span, label: 'mention' }]);
    expect(predict('animal', 'place')).toEqual([{ ...span, label: 'span' }]);
  });
});
