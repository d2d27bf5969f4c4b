import type { EncodedRecord, SpansRecord } from '@cloze/contracts';
import { encodeTinyRecord } from '@cloze/testing';
import { describe, expect, it } from 'vitest';
import { coreference } from '../coreference/coreference.js';
import { spanRelation } from '../relations/span-relation.js';
import { spanRecord } from '../testing/span-record.js';
import { spanClassification } from './span-classification.js';
import { spanIdentification } from './span-identification.js';

const record = spanRecord(
  'the cats sat on a mat under the tree',
  ['the cats', 'a'],
  ['on a mat', 'a'],
  ['on a mat under the tree', 'a'],
);
const window = encodeTinyRecord(record);
const lost = (longest: number, count = 2, raised = 6) =>
  `${count} of 3 spans are longer than maxSpanLength (${longest} words) and cannot be learnt; raise it to ${raised}.`;

/** What each head over spans says of the record. */
const heads: Record<string, (options: object) => readonly string[]> = {
  'span-identification.v1': (given) => spanIdentification.warnings!(spanIdentification.options.parse(given), [window]),
  'span-classification.v1': (given) => spanClassification.warnings!(spanClassification.options.parse(given), [window]),
  'span-relation.v1': (given) =>
    spanRelation.warnings!(spanRelation.options.parse(given), [
      { ...window, record: { ...record, kind: 'relations' } },
    ]),
  'coreference.v1': (given) =>
    coreference.warnings!(coreference.options.parse(given), [
      {
        ...window,
        record: { ...record, kind: 'coreference', clusters: [record.spans!.slice(0, 1), record.spans!.slice(1)] },
      },
    ]),
};

describe.each(Object.keys(heads))('%s', (name) => {
  it('says how many spans are too long to be learnt, and how long spans would have to be', () => {
    expect(heads[name]({ maxSpanLength: 2 })).toEqual([lost(2)]);
    expect(heads[name]({ maxSpanLength: 3 })).toEqual([lost(3, 1)]);
    expect(heads[name]({ maxSpanLength: 6 })).toEqual([]);
  });
});

describe('spans that are lost', () => {
  const warnings = (options: object, windows: readonly EncodedRecord<SpansRecord>[]) =>
    spanClassification.warnings!(spanClassification.options.parse(options), windows);
  const [first, second] = [0, 1].map((index) => ({
    ...window,
    ownWords: index === 0 ? { from: 0, to: 4 } : { from: 4, to: 9 },
    window: { index, count: 2 },
  }));

  it('are none where spans are not known, or given', () => {
    expect(warnings({ maxSpanLength: 1 }, [encodeTinyRecord(spanRecord('the cats'))])).toEqual([]);
    expect(heads['span-relation.v1']({ maxSpanLength: 1, spans: 'given' })).toEqual([]);
  });

  it('are told once where windows overlap', () => {
    expect(warnings({ maxSpanLength: 2 }, [first, second])).toEqual([lost(2)]);
  });

  it('are not the roots of trees, but where records are split', () => {
    const whole = encodeTinyRecord(spanRecord('the cats sat', ['the cats sat', 'a'], ['cats', 'a']));
    expect(warnings({ maxSpanLength: 2 }, [whole])).toEqual([
      '1 of 2 spans are longer than maxSpanLength (2 words) and cannot be learnt; raise it to 3.',
    ]);
    expect(warnings({ maxSpanLength: 2, decoding: 'tree' }, [whole])).toEqual([]);
    expect(warnings({ maxSpanLength: 6, decoding: 'tree' }, [whole, first, second])).toEqual([
      '1 of 2 records are split into windows, and their trees have no root; raise data.maxLength.',
    ]);
  });

  it('are those that no window holds whole, be the record split or cut', () => {
    const torn = (count: number) =>
      `${count} of 3 spans are whole in no window and cannot be learnt; raise data.maxLength, or data.stride where records are split.`;
    const cut = (to: number) => ({
      ...window,
      wordTokens: window.wordTokens.slice(0, to + 1),
      ownWords: { from: 0, to },
      isCut: true,
    });
    expect(warnings({}, [cut(6)])).toEqual([torn(1)]);
    expect(warnings({}, [cut(4)])).toEqual([torn(2)]);
    const rest = {
      ...window,
      wordTokens: window.wordTokens.slice(4),
      firstWord: 4,
      ownWords: { from: 0, to: 5 },
      window: { index: 1, count: 2 },
    };
    expect(warnings({}, [{ ...cut(4), window: { index: 0, count: 2 } }, rest])).toEqual([torn(2)]);
  });

  it('are none that reach over the last word of a text that is whole', () => {
    const words = { words: ['the', 'cats'], wordOffsets: [0, 3, 4, 8] };
    const whole = encodeTinyRecord({ ...spanRecord('the cats!', ['cats!', 'a']), ...words });
    expect(warnings({}, [whole])).toEqual([]);
  });

  it('are the second labels of a span, but where labels are not learnt', () => {
    const twice = encodeTinyRecord(spanRecord('the cats sat', ['the cats', 'a'], ['the cats', 'b'], ['the cats', 'a']));
    expect(warnings({}, [twice])).toEqual([
      '1 of 3 spans are a second label of one span and cannot be learnt: a span has one label.',
    ]);
    expect(spanIdentification.warnings!(spanIdentification.options.parse({}), [twice])).toEqual([]);
  });
});
