import { ConfigError, defineDataset, TAG_PLACES, TAG_SCHEMES, type TagSchemeName } from '@cloze/contracts';
import { z } from 'zod';
import { joinWords } from '../records/join-words.js';
import { findFiles } from './find-files.js';
import { badRow } from './rows/bad-row.js';
import { checkColumns } from './rows/check-columns.js';
import { forbiddenTag } from './rows/forbidden-tag.js';
import { readLines } from './rows/read-lines.js';
import { recordDataset } from './rows/record-dataset.js';
import { labelsOption, recordOptions } from './rows/record-options.js';
import { columnIndex, fieldOf, sentencesOf, type TagRow } from './rows/tag-rows.js';
import { toBio } from './rows/to-bio.js';

const column = z.int();

const options = z.strictObject({
  ...recordOptions,
  wordColumn: column.default(0).describe('column of the word, from 0'),
  tagColumn: column.default(-1).describe('column of the tag, from 0; from the last where negative'),
  separator: z
    .enum(['tab', 'space', 'white-space'])
    .default('white-space')
    .describe('what stands between columns; white-space: any number of tabs and spaces'),
  scheme: z
    .enum(TAG_SCHEMES)
    .optional()
    .describe('how entities are written, which is checked; left out, tags are taken as they are'),
  as: z.literal('bio').optional().describe('turns the tags of "scheme" into BIO'),
  labels: labelsOption,
});

/** Options of `conll.v1`. */
export type ConllOptions = z.infer<typeof options>;

/**
 * Tagged words, one a line in columns, with a blank line between sentences. All rows must have as many columns as the first. Lines of
 * `-DOCSTART-` are left out.
 */
export const conll = defineDataset<ConllOptions>({
  name: 'conll.v1',
  summary: 'tagged words in columns, a word a line',
  options,
  async open({ files: patterns, encoding, part, labels, ...columns }, { directory }) {
    if (columns.as !== undefined && columns.scheme === undefined) throw ofNoScheme();
    const files = await findFiles(patterns, directory);
    return recordDataset({
      kind: 'tagging',
      files,
      labels,
      part,
      async *read(file) {
        const lines = readLines(file, encoding);
        const isSkipped = (line: string) => line.startsWith('-DOCSTART-');
        let count: number | undefined;
        for await (const rows of sentencesOf(lines, columns.separator, isSkipped)) {
          count ??= countColumns(rows[0], columns, file);
          for (const { fields, line } of rows) checkColumns(fields, count, { file, line }, RAGGED);
          const words = rows.map((row) => fieldOf(row, columns.wordColumn, file));
          const tags = rows.map((row) => fieldOf(row, columns.tagColumn, file));
          yield {
            kind: 'tagging',
            ...joinWords(words),
            tags: columns.scheme === undefined ? tags : readTags(tags, columns.scheme, columns, rows, file),
            source: { file, line: rows[0].line, wordLines: rows.map(({ line }) => line) },
          };
        }
      },
    });
  },
});

const RAGGED = {
  what: 'A row has another number of columns than the first',
  fix: 'mend the row, or name the separator that the file has',
};

/** The number of columns of a file, told by its first row, in which word and tag must be apart. */
function countColumns(
  row: TagRow,
  { wordColumn, tagColumn }: Pick<ConllOptions, 'wordColumn' | 'tagColumn'>,
  file: string,
): number {
  const index = columnIndex(row, wordColumn);
  const count = row.fields.length;
  if (index !== columnIndex(row, tagColumn)) return count;
  throw badRow(
    { file, line: row.line, column: Math.max(index, 0) + 1 },
    {
      what: 'Word and tag are of the same column',
      received: `"wordColumn": ${wordColumn} and "tagColumn": ${tagColumn} of ${count} column${count === 1 ? '' : 's'}`,
      allowed: 'two columns',
      fix: 'name the column of the word, that of the tag, and the separator that the file has',
    },
  );
}

/** Tags, each checked to be one of the scheme's, as BIO where that is asked for. */
function readTags(
  tags: readonly string[],
  scheme: TagSchemeName,
  { as, tagColumn }: Pick<ConllOptions, 'as' | 'tagColumn'>,
  rows: readonly TagRow[],
  file: string,
): readonly string[] {
  const prefixes = TAG_PLACES[scheme];
  tags.forEach((tag, i) => {
    if (tag === 'O' || (prefixes.includes(tag[0]) && (tag.length === 1 || (tag.length > 2 && tag[1] === '-')))) return;
    throw badRow(
      { file, line: rows[i].line, column: columnIndex(rows[i], tagColumn) + 1 },
      {
        what: `A tag is not of the scheme ${scheme}`,
        received: JSON.stringify(tag),
        allowed: `O, or ${prefixes.map((prefix) => `${prefix}-`).join(', ')} and a type`,
        fix: 'mend the row, name the scheme that the file has, or leave "scheme" out for tags that are no entities',
      },
    );
  });
  if (as === undefined || scheme === 'bio') return tags;
  const forbidden = forbiddenTag(tags, scheme);
  if (forbidden === undefined) return toBio(tags, scheme);
  throw badRow(
    { file, line: rows[forbidden].line, column: columnIndex(rows[forbidden], tagColumn) + 1 },
    {
      what: `A tag may not stand where it does in the scheme ${scheme}`,
      received: `${tags[forbidden]} after ${forbidden === 0 ? 'nothing' : tags[forbidden - 1]} and before ${tags[forbidden + 1] ?? 'nothing'}`,
      fix: 'mend the row, name the scheme that the file has, or leave "as" out and have "crf-tagging.v1" repair the tags',
    },
  );
}

function ofNoScheme(): ConfigError {
  return new ConfigError({
    what: 'Tags are to be turned into BIO, and it is not said how they are written',
    where: 'as',
    received: '"bio"',
    allowed: '"bio" beside "scheme"',
    fix: 'name the "scheme" of the files, or leave "as" out',
  });
}
