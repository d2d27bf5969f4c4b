import { basename } from 'node:path';
import { defineDataset, type SpansRecord } from '@cloze/contracts';
import { z } from 'zod';
import { joinWords } from '../records/join-words.js';
import { findFiles } from './find-files.js';
import { checkColumns } from './rows/check-columns.js';
import { readLines } from './rows/read-lines.js';
import { recordDataset } from './rows/record-dataset.js';
import { labelsOption, recordOptions } from './rows/record-options.js';
import { isInPart } from './rows/row-part.js';
import { fieldOf, sentencesOf, type TagRow } from './rows/tag-rows.js';
import { columnSpans, textSpans } from './rows/tag-spans.js';

const options = z.strictObject({
  ...recordOptions,
  documents: z.enum(['sentence', 'file']).default('sentence').describe('what a record is'),
  labels: labelsOption,
});

/** Options of `litbank.v1`. */
export type LitbankOptions = z.infer<typeof options>;

/**
 * Nested spans as LitBank writes them: a word a line, then a BIO column for each depth of nesting, a blank line between sentences. `part`
 * divides by file, told by its name.
 */
export const litbank = defineDataset<LitbankOptions>({
  name: 'litbank.v1',
  summary: 'nested spans in BIO columns, one for each depth',
  options,
  async open({ files: patterns, encoding, part, documents, labels }, { directory }) {
    const files = await findFiles(patterns, directory);
    return recordDataset({
      kind: 'spans',
      files,
      labels,
      async *read(file) {
        if (!isInPart(part, basename(file))) return;
        const all: TagRow[] = [];
        for await (const rows of sentencesOf(readLines(file, encoding), 'tab')) {
          if (documents === 'sentence') yield recordOf(rows, file);
          else all.push(...rows);
        }
        if (all.length > 0) yield recordOf(all, file);
      },
    });
  },
});

function recordOf(rows: readonly TagRow[], file: string): SpansRecord {
  const text = joinWords(rows.map((row) => fieldOf(row, 0, file)));
  const columns = lastColumn(rows[0]);
  for (const row of rows) {
    // A short row is told of by its tag.
    const cells = row.fields.slice(0, lastColumn(row) + 1);
    if (cells.length > columns + 1) checkColumns(cells, columns + 1, { file, line: row.line }, RAGGED);
  }
  const spans = Array.from({ length: columns }, (_, depth) => columnSpans(rows, depth + 1, file)).flat();
  spans.sort((a, b) => a.first - b.first || b.last - a.last);
  return { kind: 'spans', ...text, spans: textSpans(spans, text.wordOffsets), source: { file, line: rows[0].line } };
}

/** Index of a row's last column; some files have a tab at the end of each line. */
function lastColumn({ fields }: TagRow): number {
  return fields.findLastIndex((field) => field !== '');
}

const RAGGED = {
  what: 'A row has more columns than the first of its sentence',
  fix: 'write as many columns in each row, O where there is no span',
};
