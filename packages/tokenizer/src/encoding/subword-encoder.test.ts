import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AddedToken } from '../added/added-token.js';
import { createModel } from '../models/create-model.js';
import { BertNormalizer } from '../text/bert-normalizer.js';
import { tinyDefinition } from '../testing/tiny-tokenizer.js';
import { vocabularyOf } from '../vocabulary-of.js';
import { SubwordEncoder } from './subword-encoder.js';
import { RECORD, TokenBuffer } from './token-buffer.js';

const letters = ['a', 'b', 'e', 'é', '中', '≠', '=', '.', '각', '\u1100', 'σ'];
const definition = tinyDefinition(letters.flatMap((letter) => [letter, `##${letter}`]));
const marker: AddedToken = { ...definition.addedTokens[4], id: 99, content: '<m>' };

function encoderWith(added: readonly AddedToken[], cased = false): SubwordEncoder {
  const normalizer = new BertNormalizer({ ...definition.normalization, lowercase: !cased });
  return new SubwordEncoder(normalizer, createModel(definition, vocabularyOf(definition)), added);
}

function recordsOf(encoder: SubwordEncoder, text: string): number[] {
  const out = new TokenBuffer();
  encoder.append(text, out);
  return Array.from(out.records.subarray(0, out.length * RECORD));
}

const fragment = fc.oneof(
  fc.constantFrom(
    ...letters,
    ' ',
    '\n',
    '\u00a0',
    '\u200b',
    '\0',
    '\u0301',
    '\u0323',
    '\u302e',
    '\u{1e944}',
    '<m>',
    '<',
    '\ud800',
    '\u{1f600}',
    '\u{20000}',
    '\u037e',
    '\u1fef',
  ),
  fc.string({ unit: 'binary', maxLength: 3 }),
);
const text = fc.array(fragment, { maxLength: 25 }).map((parts) => parts.join(''));

describe('SubwordEncoder', () => {
  it('gives the same for text cut into cached chunks as for text normalised in one piece', () => {
    // A token sought in normalised text, which is in none of the texts, turns the cache off.
    const absent: AddedToken = { ...marker, content: 'qqq', normalized: true, id: 98 };
    for (const cased of [false, true]) {
      const cached = encoderWith([marker], cased);
      const whole = encoderWith([marker, absent], cased);
      fc.assert(
        fc.property(text, (value) => {
          const expected = recordsOf(whole, value);
          expect(recordsOf(cached, value)).toEqual(expected);
          expect(recordsOf(cached, value)).toEqual(expected);
        }),
        { numRuns: 1000 },
      );
    }
  });

  it('gives the same however full the cache is', () => {
    const used = encoderWith([]);
    for (let i = 0; i < 300_000; i += 1) recordsOf(used, `a${i.toString(36)}`);
    for (const value of ['a', 'b.é', 'a7ps', 'aaa bb'])
      expect(recordsOf(used, value)).toEqual(recordsOf(encoderWith([]), value));
  });

  it('does not keep very long words, and handles them', () => {
    const encoder = encoderWith([]);
    const word = 'ab'.repeat(40_000);
    expect(recordsOf(encoder, `${word} a`)).toEqual([1, 0, 80_000, 0, 5, 80_001, 80_002, 1]);
    expect(recordsOf(encoder, 'a')).toEqual([5, 0, 1, 0]);
  });
});
