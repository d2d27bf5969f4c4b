import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { access, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataError, defineDataset, type RecordDataset, type TaggingRecord, type TaskRecord } from '@cloze/contracts';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { checkRecord } from '../checks/check-record.js';
import { messageOf } from '../fixtures/message-of.js';
import { describeDataset } from './describe-dataset.js';

const directory = mkdtempSync(join(tmpdir(), 'cloze-dataset-'));
writeFileSync(join(directory, 'tagged.txt'), 'the/O cat/ANIMAL\na/O dog/ANIMAL sat/O\n');
afterAll(() => rmSync(directory, { recursive: true }));

/** Reads `word/TAG word/TAG` lines. */
const slashes = defineDataset({
  name: 'slashes.v1',
  summary: 'Reads lines of word/TAG',
  options: z.strictObject({ files: z.array(z.string()) }),
  async open({ files }, services): Promise<RecordDataset<'tagging'>> {
    const paths = files.map((file) => join(services.directory, file));
    for (const path of paths) {
      await access(path).catch(() => {
        throw new DataError({ what: 'No such file', where: path });
      });
    }
    return {
      kind: 'records',
      recordKind: 'tagging',
      files: paths,
      labels: ['O', 'ANIMAL'],
      async *records() {
        for (const file of paths) {
          const lines = (await readFile(file, 'utf8')).trim().split('\n');
          for (const [i, line] of lines.entries()) yield parse(line, file, i + 1);
        }
      },
    };
  },
});

function parse(line: string, file: string, number: number): TaggingRecord {
  const pairs = line.split(' ').map((pair) => pair.split('/'));
  const wordOffsets: number[] = [];
  let text = '';
  for (const [word] of pairs) {
    if (text !== '') text += ' ';
    wordOffsets.push(text.length, text.length + word.length);
    text += word;
  }
  const [words, tags] = [0, 1].map((part) => pairs.map((pair) => pair[part]));
  return { kind: 'tagging', text, words, wordOffsets, tags, source: { file, line: number } };
}

describeDataset(slashes, [{ title: 'one file', directory, options: { files: ['tagged.txt'] }, count: 2 }]);

describe('checkRecord', () => {
  const source = { file: 'tiny' };
  const check = (record: TaskRecord, labels?: readonly string[]) => {
    const dataset = { kind: 'records', recordKind: record.kind, files: [], records: async function* () {} } as const;
    return messageOf(() => checkRecord(record, { ...dataset, ...(labels && { labels }) }, 'record 0'));
  };
  const base = { text: 'the cat', source };

  it.each<[TaskRecord, string]>([
    [
      { ...base, kind: 'tagging', words: ['the', 'cat'], wordOffsets: [0, 3, 3, 7] },
      'The offsets of word 1 point elsewhere\n  where: record 0\n  received: " cat"\n  allowed: "cat"',
    ],
    [
      { ...base, kind: 'tagging', words: ['the'], wordOffsets: [0, 3], tags: [] },
      'There is not one tag a word\n  where: record 0\n  received: 0\n  allowed: 1',
    ],
    [
      { ...base, kind: 'spans', spans: [{ start: 4, end: 9, label: 'A' }] },
      'Span 0 is not inside the text\n  where: record 0\n  received: [4,9]\n  allowed: 0 <= start < end <= 7',
    ],
    [
      { ...base, kind: 'relations', spans: [], relations: [{ head: 0, tail: 1, label: 'of' }] },
      'Relation 0 points at no span\n  where: record 0\n  received: 0\n  allowed: 0 to -1',
    ],
    [
      { ...base, kind: 'coreference', clusters: [[{ start: 3, end: 3 }]] },
      'Mention 0 is not inside the text\n  where: record 0\n  received: [3,3]\n  allowed: 0 <= start < end <= 7',
    ],
    [
      { ...base, kind: 'question', question: 'who?', answers: [{ text: 'cat', start: 3 }] },
      'An answer does not stand where it says\n  where: record 0\n  received: " ca"\n  allowed: "cat"',
    ],
    [
      { ...base, kind: 'regression', value: NaN },
      'A value is not a number\n  where: record 0\n  received: null\n  allowed: a number',
    ],
  ])('tells what is wrong: %#', (record, message) => expect(check(record)).toBe(message));

  it('tells a label that was not declared', () => {
    expect(check({ ...base, kind: 'classification', label: 'C' }, ['A', 'B'])).toBe(
      'A label is not among those declared\n  where: record 0\n  received: "C"\n  allowed: A, B',
    );
  });
});
