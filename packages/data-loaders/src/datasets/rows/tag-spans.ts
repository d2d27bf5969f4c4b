import type { TextSpan } from '@cloze/contracts';
import { badRow } from './bad-row.js';
import { columnIndex, fieldOf, type TagRow } from './tag-rows.js';

/** A labelled stretch of words, [first, last). */
export interface WordSpan {
  readonly first: number;
  readonly last: number;
  readonly label: string;
}

/**
 * The stretches that a column of BIO tags marks; an I- after O, or after another label, begins one.
 * @throws DataError naming line and column of what is no such tag
 */
export function columnSpans(rows: readonly TagRow[], column: number, file: string): WordSpan[] {
  return tagSpans(rows.map((row) => bioTag(row, column, file)));
}

function bioTag(row: TagRow, column: number, file: string): string {
  const tag = fieldOf(row, column, file);
  if (tag === 'O' || /^[BI]-./.test(tag)) return tag;
  throw badRow(
    { file, line: row.line, column: columnIndex(row, column) + 1 },
    {
      what: 'A tag is not BIO',
      received: JSON.stringify(tag),
      allowed: 'O, or B- or I- and a type',
      fix: 'mend the tag, or read the file with "conll.v1", which is told the column and the scheme',
    },
  );
}

function tagSpans(tags: readonly string[]): WordSpan[] {
  const spans: { first: number; last: number; label: string }[] = [];
  tags.forEach((tag, word) => {
    const label = tag.slice(2);
    const before = spans[spans.length - 1];
    if (tag.startsWith('I-') && before?.last === word && before.label === label) before.last = word + 1;
    else if (tag !== 'O') spans.push({ first: word, last: word + 1, label });
  });
  return spans;
}

/** Stretches of words as stretches of the text. */
export function textSpans(spans: readonly WordSpan[], wordOffsets: readonly number[]): TextSpan[] {
  return spans.map(({ first, last, label }) => ({
    start: wordOffsets[2 * first],
    end: wordOffsets[2 * last - 1],
    label,
  }));
}
