import { defineDataset } from '@cloze/contracts';
import { z } from 'zod';
import { joinWords } from '../records/join-words.js';
import { findFiles } from './find-files.js';
import { badRow } from './rows/bad-row.js';
import { checkColumns } from './rows/check-columns.js';
import { locateWords } from './rows/locate-words.js';
import { readLines } from './rows/read-lines.js';
import { recordDataset } from './rows/record-dataset.js';
import { labelsOption, recordOptions } from './rows/record-options.js';
import { fieldOf, sentencesOf, type TagRow } from './rows/tag-rows.js';

const COLUMNS = { upos: 3, xpos: 4 } as const;

const SHAPE = {
  what: 'A row has not the 10 columns of CoNLL-U',
  fix: 'put one tab between columns, and "_" into those that are empty',
};

const options = z.strictObject({
  ...recordOptions,
  tags: z.enum(['upos', 'xpos']).default('upos').describe("universal part-of-speech tags, or the treebank's own"),
  labels: labelsOption,
});

/** Options of `conllu.v1`. */
export type ConlluOptions = z.infer<typeof options>;

/**
 * Part-of-speech tags of CoNLL-U files (https://universaldependencies.org/format.html). Words are the syntactic ones: ranges (`1-2`)
 * and empty nodes (`8.1`) are left out. The text is that of the comment `# text` where the words stand in it, or else the words with
 * a space between them.
 */
export const conllu = defineDataset<ConlluOptions>({
  name: 'conllu.v1',
  summary: 'part-of-speech tags of CoNLL-U treebanks',
  options,
  async open({ files: patterns, encoding, part, labels, tags }, { directory }) {
    const files = await findFiles(patterns, directory);
    return recordDataset({
      kind: 'tagging',
      files,
      labels,
      part,
      async *read(file) {
        let comments = new Map<string, string>();
        const isComment = (line: string) => {
          const comment = /^#\s*(\S+)\s*=\s*(.*)$/.exec(line);
          if (comment) comments.set(comment[1], comment[2]);
          return line.startsWith('#');
        };
        for await (const rows of sentencesOf(readLines(file, encoding), 'tab', isComment)) {
          const words = wordRows(rows, file);
          const forms = words.map((row) => fieldOf(row, 1, file));
          const text = comments.get('text');
          const wordOffsets = text === undefined ? undefined : locateWords(text, forms);
          const id = comments.get('sent_id');
          comments = new Map();
          yield {
            kind: 'tagging',
            ...(id !== undefined && { id }),
            ...(text === undefined || wordOffsets === undefined
              ? joinWords(forms)
              : { text, words: forms, wordOffsets }),
            tags: words.map((row) => fieldOf(row, COLUMNS[tags], file)),
            source: { file, line: rows[0].line, wordLines: words.map(({ line }) => line) },
          };
        }
      },
    });
  },
});

/** The rows of words, which are numbered from 1. */
function wordRows(rows: readonly TagRow[], file: string): TagRow[] {
  const words: TagRow[] = [];
  for (const row of rows) {
    const { fields, line } = row;
    checkColumns(fields, 10, { file, line }, SHAPE);
    const id = fields[0];
    if (/^\d+[-.]\d+$/.test(id)) continue;
    if (id !== `${words.length + 1}`) {
      throw badRow(
        { file, line, column: 1 },
        {
          what: 'A row has a wrong id',
          received: JSON.stringify(id),
          allowed: `${words.length + 1}, a range such as 1-2, or an empty node such as 1.1`,
          fix: 'number the words of a sentence 1, 2, 3 and so on, and leave a blank line between sentences',
        },
      );
    }
    words.push(row);
  }
  return words;
}
