import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holdOut } from './held-out.js';

/** Hashes of documents by a number that stands for their text. */
const hashes = (texts: readonly number[]) => ({
  documentHashes: Uint32Array.from(texts.flatMap((text) => [Math.imul(text, 0x9e3779b1), text])),
});
const range = (length: number) => Array.from({ length }, (_, i) => i);

describe('holdOut', () => {
  it('holds out the given share of the documents, the others are for training', () => {
    const { training, heldOut } = holdOut(hashes(range(1000)), { fraction: 0.05, seed: 0 }, '');
    expect([training.length, heldOut.length]).toEqual([950, 50]);
    expect([...training, ...heldOut].sort((a, b) => a - b)).toEqual(range(1000));
    expect([...heldOut]).not.toEqual(range(50));
  });

  it('chooses by the text and the seed alone, not by place', () => {
    const backwards = range(100).reverse();
    const chosen = (texts: number[], seed: number) =>
      [...holdOut(hashes(texts), { fraction: 0.1, seed }, '').heldOut].map((document) => texts[document]).sort();
    expect(chosen(backwards, 3)).toEqual(chosen(range(100), 3));
    expect(chosen(range(100), 4)).not.toEqual(chosen(range(100), 3));
  });

  it('never has the same text on both sides, and something on each', () => {
    const texts = fc.array(fc.nat(5), { minLength: 2, maxLength: 30 }).filter((list) => new Set(list).size > 1);
    fc.assert(
      fc.property(texts, fc.double({ min: 0.01, max: 0.99, noNaN: true }), fc.nat(9), (list, fraction, seed) => {
        const { training, heldOut } = holdOut(hashes(list), { fraction, seed }, '');
        const held = new Set([...heldOut].map((document) => list[document]));
        expect(training.length + heldOut.length).toBe(list.length);
        expect(Math.min(training.length, heldOut.length)).toBeGreaterThan(0);
        expect([...training].some((document) => held.has(list[document]))).toBe(false);
      }),
    );
  });

  it.each([
    [[1], 'a corpus of one document'],
    [[1, 1, 1], '3 documents, all of the same text'],
  ])('names a corpus that cannot be split', (texts, received) => {
    expect(() => holdOut(hashes(texts), { fraction: 0.5, seed: 0 }, 'data.validation')).toThrow(
      expect.objectContaining({
        code: 'CLOZE_DATA',
        message: `No document can be held out of the training text
  where: data.validation
  received: ${received}
  allowed: two documents or more
  fix: tell documents apart with "documents": "blank-line" or "heading", or give files for validation`,
      }),
    );
  });
});
