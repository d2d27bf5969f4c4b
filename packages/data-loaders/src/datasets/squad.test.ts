import { readFileSync } from 'node:fs';
import { describeDataset } from '@cloze/testing';
import { describe, expect, it } from 'vitest';
import { readDataset, readingError } from '../testing/read-dataset.js';
import { temporaryFolder, writeFiles } from '../testing/temporary-folder.js';
import { squad } from './squad.js';

const folder = temporaryFolder();
const context = 'The cat sat.';
const qas = [
  {
    id: '1',
    question: 'Who sat?',
    answers: [
      { text: 'cat', answer_start: 4 },
      { text: 'The cat', answer_start: 0 },
    ],
  },
  { id: '2', question: 'Who ran?', answers: [], is_impossible: true, plausible_answers: [] },
  { id: '3', question: 'Who slept?' },
];
const article = (title: string) => ({ title, paragraphs: [{ context, qas }] });
writeFiles(folder, {
  'squad.json': JSON.stringify({ version: '1', data: ['A', 'B', 'C', 'D', 'E', 'F'].map(article) }),
  'lines.json': JSON.stringify({ data: [article('A')] }, null, 1),
  'no-question.json': JSON.stringify({ data: [{ paragraphs: [{ context, qas: [{ id: '1' }] }] }] }, null, 1),
  'elsewhere.json': JSON.stringify(
    { data: [{ paragraphs: [{ context, qas: [{ ...qas[0], answers: [{ text: 'cat', answer_start: 3 }] }] }] }] },
    null,
    1,
  ),
  'astral.json': JSON.stringify({
    data: [
      { paragraphs: [{ context: 'I \u{1f600} 11', qas: [{ ...qas[0], answers: [{ text: '1', answer_start: 5 }] }] }] },
    ],
  }),
  'broken.json': '{"data": [\n  {"paragraphs" []}\n]}',
});
const read = (options: object = {}) => readDataset({ use: 'squad.v1', files: ['squad.json'], ...options }, folder);
const error = (file: string) => readingError({ use: 'squad.v1', files: [file] }, folder);

describeDataset(squad, [{ title: 'a file', directory: folder, options: { files: ['squad.json'] }, count: 18 }]);

describe('squad.v1', () => {
  it('reads questions with answers, with none, and without knowing', async () => {
    const source = { file: `${folder}/squad.json`, line: 1 };
    expect((await read()).slice(0, 3)).toEqual([
      {
        kind: 'question',
        id: '1',
        text: context,
        question: 'Who sat?',
        answers: [
          { text: 'cat', start: 4 },
          { text: 'The cat', start: 0 },
        ],
        source,
      },
      { kind: 'question', id: '2', text: context, question: 'Who ran?', answers: [], source },
      { kind: 'question', id: '3', text: context, question: 'Who slept?', source },
    ]);
  });

  it('takes starts of answers as code points, as SQuAD writes them', async () => {
    const [record] = await read({ files: ['astral.json'] });
    expect(record).toMatchObject({ answers: [{ text: '1', start: 6 }] });
    // Answers of what has none are not looked at.
    const impossible = { ...qas[0], is_impossible: true, answers: [{ text: 'dog', answer_start: 90 }] };
    writeFiles(folder, { 'none.json': JSON.stringify({ data: [{ paragraphs: [{ context, qas: [impossible] }] }] }) });
    expect(await read({ files: ['none.json'] })).toMatchObject([{ answers: [] }]);
  });

  it('tells at which line a question stands', async () => {
    const lines = (await read({ files: ['lines.json'] })).map(({ source }) => source.line);
    const text = readFileSync(`${folder}/lines.json`, 'utf8').split('\n');
    expect(lines.map((line) => text.slice((line ?? 0) - 1, (line ?? 0) + 1).map((one) => one.trim()))).toEqual(
      ['1', '2', '3'].map((id) => ['{', `"id": "${id}",`]),
    );
  });

  it('keeps an article together when it divides', async () => {
    const [first, second] = [await read({ part: { of: 2, take: [0] } }), await read({ part: { of: 2, take: [1] } })];
    expect(first.length + second.length).toBe(18);
    expect(first.length % 3).toBe(0);
    expect(Math.min(first.length, second.length)).toBeGreaterThan(0);
  });

  it('names line and column of what is wrong', async () => {
    expect(await error('no-question.json')).toBe(`A record lacks a field
  where: no-question.json, line 8, column 7
  received: no "question"
  allowed: a value of the type string
  fix: write the field, or leave the record out`);
    expect(await error('elsewhere.json')).toBe(`An answer does not stand where it says
  where: elsewhere.json, line 12, column 9
  received: " ca"
  allowed: "cat"
  fix: count code points of the context, from 0`);
    expect(await error('broken.json')).toBe(`A file is not valid JSON
  where: broken.json, line 2, column 17
  received: ColonExpected
  fix: mend the file, or read it as what it is`);
  });
});
