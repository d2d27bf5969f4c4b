import { pipeline, Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { readText } from '../read-text.js';
import { badRow } from './bad-row.js';
import { checkColumns } from './check-columns.js';

/** How a file of CSV is written. */
export interface CsvFormat {
  readonly encoding: string;
  readonly delimiter: string;
  /** Empty where there is no quoting. */
  readonly quote: string;
}

/** A row of a file. */
export interface CsvRow {
  readonly cells: readonly string[];
  /** Line on which it begins, from 1. */
  readonly line: number;
}

interface ParsedRow {
  readonly record: readonly string[];
  /** The row as it stands in the file, after the blank lines before it. */
  readonly raw: string;
}

const FIX = 'mend the row, or say how the file is written: "delimiter", and "quote": "" where it has no quoting';

const RAGGED = { what: 'A row has another number of columns than the first', fix: FIX };

const WRONG: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'a quote that is not closed',
  CSV_INVALID_CLOSING_QUOTE: 'text between a closing quote and the end of its cell',
  INVALID_OPENING_QUOTE: 'a quote in a cell that does not begin with one',
};

/**
 * Rows of a file, streamed. Blank lines are left out.
 * @throws DataError naming line and column of what is no CSV, or of a row that has not as many cells as the first
 */
export async function* readCsv(file: string, { encoding, delimiter, quote }: CsvFormat): AsyncGenerator<CsvRow> {
  let next = 1;
  let expected: number | undefined;
  // Lines are counted by the parser, which is ahead of those who read its rows.
  const numbered = ({ record: cells, raw }: ParsedRow): CsvRow => {
    const line = next + lineBreaks(raw.slice(0, raw.search(/[^\r\n]/)));
    next += lineBreaks(raw);
    expected ??= cells.length;
    checkColumns(cells, expected, { file, line }, RAGGED);
    return { cells, line };
  };
  const parser = parse({
    delimiter,
    quote: quote === '' ? false : quote,
    raw: true,
    // The parser's types know no rows with what is raw.
    on_record: numbered as never,
    relax_column_count: true,
    skip_empty_lines: true,
  });
  // The error of either end comes out of the loop.
  pipeline(Readable.from(readText(file, encoding)), parser, () => {});
  try {
    for await (const row of parser as AsyncIterable<CsvRow>) yield row;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const { code, message, raw, column } = error as CsvError & { readonly raw: string; readonly column: number };
    const read = code === 'CSV_QUOTE_NOT_CLOSED' ? raw.slice(0, openQuote(raw, quote)) : raw;
    throw badRow(
      { file, line: next + lineBreaks(read), column: column + 1 },
      { what: 'A row is not valid CSV', received: WRONG[code] ?? message, fix: FIX },
    );
  }
}

function lineBreaks(text: string): number {
  return text.match(/\r\n|\n|\r/g)?.length ?? 0;
}

/** Where the quote stands that is not closed. Two quotes in a row stand for one within a cell. */
function openQuote(raw: string, quote: string): number {
  let open = -1;
  for (let at = raw.indexOf(quote); at >= 0; at = raw.indexOf(quote, at + 1)) {
    if (open < 0) open = at;
    else if (raw[at + 1] === quote) at += 1;
    else open = -1;
  }
  return Math.max(open, 0);
}
