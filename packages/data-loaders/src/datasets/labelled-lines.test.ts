import { describeDataset } from '@cloze/testing';
import { describe, expect, it } from 'vitest';
import { readDataset, readingError } from '../testing/read-dataset.js';
import { temporaryFolder, writeFiles } from '../testing/temporary-folder.js';
import { labelledLines } from './labelled-lines.js';

const folder = temporaryFolder();
writeFiles(folder, { 'good.txt': Buffer.from('fine \n\ncaf\u00e9\n', 'latin1'), 'bad.txt': 'awful' });
const options = { files: { good: 'good.txt', bad: 'b*.txt' }, encoding: 'latin1' };

describeDataset(labelledLines, [{ title: 'two files', directory: folder, options, count: 3 }]);

describe('labelled-lines.v1', () => {
  it('labels the lines of each file, in the order of the labels', async () => {
    expect(await readDataset({ use: 'labelled-lines.v1', ...options }, folder)).toEqual([
      { kind: 'classification', text: 'fine', label: 'good', source: { file: `${folder}/good.txt`, line: 1 } },
      { kind: 'classification', text: 'caf\u00e9', label: 'good', source: { file: `${folder}/good.txt`, line: 3 } },
      { kind: 'classification', text: 'awful', label: 'bad', source: { file: `${folder}/bad.txt`, line: 1 } },
    ]);
  });

  it('names a file that is of two labels', async () => {
    expect(await readingError({ use: 'labelled-lines.v1', files: { good: '*.txt', bad: 'bad.txt' } }, folder))
      .toBe(`A file is of two labels
  where: files.bad
  received: bad.txt, which is also of "good"
  allowed: files of one label each
  fix: name files, or globs that have no file in common`);
  });

  it('names a label without a file', async () => {
    expect(await readingError({ use: 'labelled-lines.v1', files: { good: 'god.txt' } }, folder)).toContain(
      'No file matches',
    );
    expect(await readingError({ use: 'labelled-lines.v1', files: {} }, folder)).toBe(`Wrong value for an option
  where: data.train.files
  received: {}
  allowed: a file, or a glob of files, for each label`);
  });
});
