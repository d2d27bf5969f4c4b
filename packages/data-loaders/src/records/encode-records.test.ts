import type { TaskRecord } from '@cloze/contracts';
import { describe, expect, it } from 'vitest';
import { wordPieceTokenizer } from '../testing/word-piece-tokenizer.js';
import { encodeRecords } from './encode-records.js';

const tokenizer = wordPieceTokenizer(['a']);
const records = ['a a', 'a a a a a', 'a a a'].map((text): TaskRecord => ({
  kind: 'classification',
  text,
  source: { file: 'x' },
}));

describe('encodeRecords', () => {
  it('puts the windows of a record next to each other', async () => {
    const encoded = await encodeRecords(records, tokenizer, { maxLength: 5, tooLong: 'windows' });
    expect(encoded.map(({ record, window }) => [records.indexOf(record), window.index, window.count])).toEqual([
      [0, 0, 1],
      [1, 0, 2],
      [1, 1, 2],
      [2, 0, 1],
    ]);
  });

  it('says how many records it cut', async () => {
    const lines: string[] = [];
    const logger = { debug: () => {}, info: () => {}, warn: (line: string) => void lines.push(line) };
    await encodeRecords(records, tokenizer, { maxLength: 4, tooLong: 'cut' }, logger);
    await encodeRecords(records, tokenizer, { maxLength: 7, tooLong: 'cut' }, logger);
    expect(lines).toEqual(['2 of 3 records were cut to 4 tokens.']);
  });
});
