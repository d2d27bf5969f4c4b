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
  'short.conllu': row('1', 'I', 'PRON', 'PRP').split('\t').slice(0, 4).join('\t'),
  'spaces.conllu': `# text = I\n${row('1', 'I', 'PRON', 'PRP').replaceAll('\t', ' ')}`,
  'long.conllu': `${row('1', 'I', 'PRON', 'PRP')}\t_`,
  'letter.conllu': `${row('1', 'I', 'PRON', 'PRP')}\n${row('l', 'do', 'VERB', 'VB')}`,
  'dot.conllu': row('1.', 'I', 'PRON', 'PRP'),
  'jump.conllu': `${row('1', 'I', 'PRON', 'PRP')}\n${row('7', 'do', 'VERB', 'VB')}`,
  'again.conllu': `${row('1', 'I', 'PRON', 'PRP')}\n# text = do\n${row('1', 'do', 'VERB', 'VB')}`,
  'zero.conllu': row('0', 'I', 'PRON', 'PRP'),
  'empty.conllu': row('1', 'I', '', 'PRP'),
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

  const error = (file: string) => readingError({ use: 'conllu.v1', files: [file] }, folder);

  it('names file, line and column of a row that has not 10 columns', async () => {
    const shape = (where: string, received: number) => `A row has not the 10 columns of CoNLL-U
  where: ${where}
  received: ${received}
  allowed: 10
  fix: put one tab between columns, and "_" into those that are empty`;
    expect(await error('short.conllu')).toBe(shape('short.conllu, line 1, column 5', 4));
    expect(await error('spaces.conllu')).toBe(shape('spaces.conllu, line 2, column 2', 1));
    expect(await error('long.conllu')).toBe(shape('long.conllu, line 1, column 11', 11));
  });

  it('names file, line and column of an id that is none, or not the next', async () => {
    const wrong = (where: string, received: string, next: number) => `A row has a wrong id
  where: ${where}, column 1
  received: "${received}"
  allowed: ${next}, a range such as 1-2, or an empty node such as 1.1
  fix: number the words of a sentence 1, 2, 3 and so on, and leave a blank line between sentences`;
    expect(await error('letter.conllu')).toBe(wrong('letter.conllu, line 2', 'l', 2));
    expect(await error('dot.conllu')).toBe(wrong('dot.conllu, line 1', '1.', 1));
    expect(await error('jump.conllu')).toBe(wrong('jump.conllu, line 2', '7', 2));
    expect(await error('again.conllu')).toBe(wrong('again.conllu, line 3', '1', 2));
    expect(await error('zero.conllu')).toBe(wrong('zero.conllu, line 1', '0', 1));
  });

  it('names file, line and column of a word without a tag', async () => {
    expect(await error('empty.conllu')).toBe(`A column of a row is empty
  where: empty.conllu, line 1, column 4
  received: "1\\tI\\tI\\t\\tPRP\\t_\\t0\\troot\\t_\\t_"
  allowed: a column that is not empty
  fix: mend the row, or name the columns and the separator that the file has`);
  });
});
