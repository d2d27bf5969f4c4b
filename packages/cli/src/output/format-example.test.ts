import { createVocabulary, TokenAction, untouchedView, type Example } from '@cloze/contracts';
import { describe, expect, it } from 'vitest';
import { formatExample, touchedTokens } from './format-example.js';

const tokens = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', 'the', 'cat', 'sat', 'ran'];
const vocabulary = createVocabulary({
  tokens,
  special: { pad: 0, unknown: 1, cls: 2, sep: 3, mask: 4 },
  specialIds: [0, 1, 2, 3, 4],
  continuationPrefix: '##',
});
const ids = (text: string) => Int32Array.from(text.split(' '), (token) => tokens.indexOf(token));
const view = (text: string) => {
  const inputIds = ids(text);
  const zeros = new Uint8Array(inputIds.length);
  return untouchedView({ inputIds, segmentIds: Int32Array.from(zeros), special: zeros, wordStarts: zeros });
};
const example = (before: string, now: string, origins: number[], actions: number[]): Example => ({
  epoch: 0,
  index: 0,
  original: view(before),
  corrupted: { ...view(now), origins: Int32Array.from(origins), actions: Uint8Array.from(actions) },
  labels: {},
});
const { none, masked, replaced, kept, moved, inserted } = TokenAction;

describe('formatExample', () => {
  it('marks what was masked, replaced and kept', () => {
    const made = example(
      '[CLS] the cat sat [SEP]',
      '[CLS] [MASK] ran sat [SEP]',
      [0, 1, 2, 3, 4],
      [none, masked, replaced, kept, none],
    );
    expect(formatExample(made, vocabulary)).toBe('[CLS] {the→[MASK]} {cat→ran} {sat} [SEP]');
    expect(touchedTokens(made)).toBe(3);
  });

  it('marks what was moved, inserted and deleted', () => {
    const made = example(
      '[CLS] the cat sat [SEP]',
      '[CLS] cat the ran [SEP]',
      [0, 2, 1, -1, 4],
      [none, moved, moved, inserted, none],
    );
    expect(formatExample(made, vocabulary)).toBe('[CLS] {moved cat} {moved the} {inserted ran} {deleted sat} [SEP]');
    expect(touchedTokens(made)).toBe(4);
    const cut = example('[CLS] the cat', '[CLS]', [0], [none]);
    expect(formatExample(cut, vocabulary)).toBe('[CLS] {deleted the} {deleted cat}');
  });
});
