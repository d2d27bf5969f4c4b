import { describeDataset } from '@cloze/testing';
import { describe, expect, it } from 'vitest';
import { readDataset, readingError } from '../testing/read-dataset.js';
import { temporaryFolder, writeFiles } from '../testing/temporary-folder.js';
import { conllu } from './conllu.js';

const folder = temporaryFolder();
const row = (id: string, form: string, upos: string, xpos: string) =>
  [id, form, form, upos, xpos, '_', '0', 'root', '_', '_'].join('\t');
writeFiles(folder, {
  'a.conllu': [
    '# sent_id = s1',
    "# text = I don't  know.",
    row('1', 'I', 'PRON', 'PRP'),
    row('2-3', "don't", '_', '_'),
    row('2', 'do', 'AUX', 'VBP'),
    row('3', "n't", 'PART', 'RB'),
    row('4', 'know', 'VERB', 'VB'),
    row('4.1', 'it', 'PRON', 'PRP'),
    row('5', '.', 'PUNCT', '.'),
    '',
    '# text = somewhere else',
    row('1', 'Yes', 'INTJ', 'UH'),
    '',
    row('1', 'No', 'INTJ', 'UH'),
  ].join('\n'),
  'short.conllu': '1\tI\n',
});
const read = (options: object) => readDataset({ use: 'conllu.v1', ...options }, folder);

describeDataset(conllu, [{ title: 'a file', directory: folder, options: { files: ['a.conllu'] }, count: 3 }]);

describe('conllu.v1', () => {
  it('reads syntactic words, where they stand in the text', async () => {
    const [record] = await read({ files: ['a.conllu'] });
    expect(record).toEqual({
      kind: 'tagging',
      id: 's1',
      text: "I don't  know.",
      words: ['I', 'do', "n't", 'know', '.'],
      wordOffsets: [0, 1, 2, 4, 4, 7, 9, 13, 13, 14],
      tags: ['PRON', 'AUX', 'PART', 'VERB', 'PUNCT'],
      source: { file: `${folder}/a.conllu`, line: 3, wordLines: [3, 5, 6, 7, 9] },
    });
  });

  it('joins words that do not stand in the text, or without one', async () => {
    const records = await read({ files: ['a.conllu'], tags: 'xpos' });
    expect(records.slice(1)).toMatchObject([
      { text: 'Yes', tags: ['UH'] },
      { text: 'No', tags: ['UH'] },
    ]);
    expect(records[1]).not.toHaveProperty('id');
  });

  it('names file, line and column of a row that is too short', async () => {
    expect(await readingError({ use: 'conllu.v1', files: ['short.conllu'] }, folder)).toBe(`A row has too few columns
  where: short.conllu, line 1, column 4
  received: "1\\tI"
  allowed: 4 columns or more
  fix: mend the row, or name the columns and the separator that the file has`);
  });
});
