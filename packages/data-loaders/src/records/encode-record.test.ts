import { KeyedRandom, type EncodedRecord, type TaskRecord } from '@cloze/contracts';
import { encodeTinyRecord, tinyVocabulary } from '@cloze/testing';
import { describe, expect, it } from 'vitest';
import { wordPieceTokenizer } from '../testing/word-piece-tokenizer.js';
import { encodeRecord, type EncodeRecordOptions } from './encode-record.js';
import { joinWords } from './join-words.js';

const source = { file: 'records.txt', line: 7 };
const tokenizer = wordPieceTokenizer(tinyVocabulary().toData().tokens.slice(5));
const whole: EncodeRecordOptions = { maxLength: 512, tooLong: 'error' };

const tokensOf = ({ view }: EncodedRecord) =>
  Array.from(view.inputIds, (id) => tokenizer.vocabulary.token(id)).join(' ');
const one = (record: TaskRecord, options = whole) => {
  const windows = encodeRecord(record, tokenizer, options);
  expect(windows).toHaveLength(1);
  return windows[0];
};
const message = (record: TaskRecord, options: EncodeRecordOptions) => {
  try {
    encodeRecord(record, tokenizer, options);
  } catch (error) {
    return String(error);
  }
  return 'no error';
};

describe('encodeRecord', () => {
  it.each<TaskRecord>([
    { kind: 'classification', text: 'the  Cats zap a walker', label: 'x', source },
    { kind: 'pair', text: 'the cats sat', pair: 'a bird sang', source },
    { kind: 'regression', text: 'the cats sat', pair: 'a zap', value: 1, source },
    { kind: 'regression', text: 'the cats sat', value: 1, source },
    { kind: 'question', question: 'on a mat', text: 'the dogs walked under a tree', source },
    { kind: 'tagging', text: 'dogsat', words: ['dog', 'sat'], wordOffsets: [0, 3, 3, 6], source },
    { kind: 'spans', text: 'the cats sat', spans: [{ start: 4, end: 8, label: 'x' }], source },
  ])('agrees with the tiny records that heads are tested on: %#', (record) => {
    expect(one(record)).toEqual(encodeTinyRecord(record));
  });

  it('aligns words that are not given by where the tokenizer splits', () => {
    const { wordTokens, offsets, view } = one({ kind: 'spans', text: 'the-cats', source });
    expect([...wordTokens]).toEqual([1, 2, 3, 5]);
    expect([...offsets]).toEqual([0, 0, 0, 3, 3, 4, 4, 7, 7, 8, 0, 0]);
    expect([...view.wordStarts]).toEqual([0, 1, 1, 1, 0, 0]);
  });

  it('gives every given word a token, also one that the tokenizer makes nothing of', () => {
    const words = joinWords(['the', '\u0007', '', 'cat-s']);
    const encoded = one({ kind: 'tagging', ...words, source });
    expect(tokensOf(encoded)).toBe('[CLS] the [UNK] [UNK] cat [UNK] [UNK] [SEP]');
    expect([...encoded.wordTokens]).toEqual([1, 2, 3, 4, 7]);
    expect([...encoded.offsets]).toEqual([0, 0, 0, 3, 4, 5, 6, 6, 7, 10, 10, 11, 11, 12, 0, 0]);
    expect([...encoded.view.wordStarts]).toEqual([0, 1, 1, 1, 1, 0, 0, 0]);
  });

  it('names a record that is too long, and words without places', () => {
    expect(message({ kind: 'pair', text: 'the cats', pair: 'a dog', source }, { ...whole, maxLength: 7 }))
      .toBe(`DataError: A record is longer than the input may be
  where: records.txt, line 7
  received: 8 tokens, special tokens included
  allowed: up to 7
  fix: raise the largest length (up to what the model has positions for), or have longer records cut or split into windows`);
    expect(message({ kind: 'tagging', text: 'the', words: ['the'], source: { file: 'a' } }, whole))
      .toBe(`DataError: A record has words without their places in the text
  where: a
  received: 1 words and no "wordOffsets"
  fix: give "wordOffsets", as \`joinWords\` makes them`);
  });

  it('names lengths and strides that leave no room', () => {
    const pair: TaskRecord = { kind: 'pair', text: 'the cats', pair: 'a dog', source };
    expect(message(pair, { maxLength: 4, tooLong: 'cut' }))
      .toBe(`ConfigError: The largest length leaves no room for text beside the special tokens
  where: maxLength
  received: 4
  allowed: 5 or more`);
    expect(message({ kind: 'spans', text: 'the cats sat', source }, { maxLength: 5, tooLong: 'windows', stride: 3 }))
      .toBe(`ConfigError: Windows cannot overlap by their whole length
  where: stride, for records.txt, line 7
  received: 3, with room for 3 tokens of the text in a window
  allowed: 0 to 2
  fix: use a smaller stride or a larger maxLength`);
  });

  it('cuts a text at a token, a pair at its longer side, and a question at its context', () => {
    const cut = (record: TaskRecord, maxLength: number) => one(record, { maxLength, tooLong: 'cut' });
    const text = cut({ kind: 'classification', text: 'the cats sat', source }, 4);
    expect(text.isCut).toBe(true);
    expect(cut({ kind: 'classification', text: 'the cats sat', source }, 9).isCut).toBeUndefined();
    expect(tokensOf(text)).toBe('[CLS] the cat [SEP]');
    expect([...text.wordTokens]).toEqual([1, 2, 3]);
    expect(text.ownWords).toEqual({ from: 0, to: 2 });
    const pair: TaskRecord = { kind: 'pair', text: 'a cat sat on a mat', pair: 'a dog ran', source };
    expect(tokensOf(cut(pair, 9))).toBe('[CLS] a cat sat [SEP] a dog ran [SEP]');
    expect(tokensOf(cut(pair, 7))).toBe('[CLS] a cat [SEP] a dog [SEP]');
    const question: TaskRecord = { kind: 'question', question: 'a dog ran', text: 'a cat sat on a mat', source };
    expect(tokensOf(cut(question, 8))).toBe('[CLS] a dog [SEP] a cat sat [SEP]');
    expect(tokensOf(cut({ ...question, text: 'a' }, 6))).toBe('[CLS] a dog [SEP] a [SEP]');
  });

  it('counts what it keeps of a pair as the tokenizer does', () => {
    const words = (count: number) => Array.from({ length: count }, () => 'the').join(' ');
    for (let first = 0; first < 9; first += 1) {
      for (let second = 0; second < 9; second += 1) {
        const record: TaskRecord = { kind: 'pair', text: words(first), pair: words(second), source };
        const { sides } = one(record, { maxLength: 10, tooLong: 'cut' });
        const { sequenceIds } = tokenizer.encode(record.text, record.pair, { maxLength: 10 });
        expect([...sides]).toEqual([...sequenceIds]);
      }
    }
  });

  it('lays windows of whole words over the context, with the question in each', () => {
    const record: TaskRecord = { kind: 'question', question: 'a', text: 'the cats sat on mats', source };
    const windows = encodeRecord(record, tokenizer, { maxLength: 8, tooLong: 'windows', stride: 2 });
    expect(windows.map(tokensOf)).toEqual([
      '[CLS] a [SEP] the cat ##s sat [SEP]',
      '[CLS] a [SEP] sat on mat ##s [SEP]',
    ]);
    expect(windows.map(({ window }) => window)).toEqual([
      { index: 0, count: 2 },
      { index: 1, count: 2 },
    ]);
    expect(windows.map(({ firstWord }) => firstWord)).toEqual([0, 2]);
    expect(windows.map(({ wordTokens }) => [...wordTokens])).toEqual([
      [3, 4, 6, 7],
      [3, 4, 5, 7],
    ]);
    expect(windows.map(({ ownWords }) => ownWords)).toEqual([
      { from: 0, to: 3 },
      { from: 1, to: 3 },
    ]);
    expect(windows.map(({ record: same }) => same)).toEqual([record, record]);
  });

  it('keeps a window where there is no word at all', () => {
    const record: TaskRecord = { kind: 'question', question: 'a a a a a a', text: '', source };
    const { wordTokens, ownWords, view } = one(record, { maxLength: 7, tooLong: 'windows' });
    expect([[...wordTokens], ownWords, view.inputIds.length]).toEqual([[6], { from: 0, to: 0 }, 7]);
  });

  it('covers every word of any text with windows that fit, and gives each to the one with most context', () => {
    const random = new KeyedRandom(1).stream('test/windows');
    const vocabulary = ['the', 'cats', 'walkings', 'zap', 'playersings', 'on'];
    for (let trial = 0; trial < 300; trial += 1) {
      const words = Array.from({ length: 1 + random.below(40) }, () => vocabulary[random.below(vocabulary.length)]);
      const maxLength = 4 + random.below(14);
      const stride = random.below(maxLength - 2);
      const record: TaskRecord = { kind: 'tagging', ...joinWords(words), source };
      const windows = encodeRecord(record, tokenizer, { maxLength, tooLong: 'windows', stride });
      for (const [i, { view, wordTokens }] of windows.entries()) {
        expect(view.inputIds.length).toBeLessThanOrEqual(maxLength);
        if (i === 0) continue;
        const before = windows[i - 1];
        const firstShared = windows[i].firstWord - before.firstWord;
        const shared = before.wordTokens[before.wordTokens.length - 1] - before.wordTokens[firstShared];
        expect(shared).toBeLessThanOrEqual(stride);
        expect(windows[i].firstWord + wordTokens.length).toBeGreaterThan(before.firstWord + before.wordTokens.length);
      }
      for (const word of words.keys()) {
        const contexts = windows.map(({ wordTokens, firstWord }) => {
          const at = word - firstWord;
          const last = wordTokens.length - 1;
          if (at < 0 || at >= last) return -1;
          return Math.min(wordTokens[at] - wordTokens[0], wordTokens[last] - wordTokens[at + 1]);
        });
        const owners = windows.map(
          ({ ownWords, firstWord }) => word >= firstWord + ownWords.from && word < firstWord + ownWords.to,
        );
        expect(owners.filter(Boolean)).toHaveLength(1);
        expect(contexts[owners.indexOf(true)]).toBe(Math.max(...contexts));
      }
    }
  });
});
