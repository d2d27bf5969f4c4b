import { formatNumber } from '../charts/format-number.js';
import { framed } from '../markup/framed.js';
import { markup, type Markup } from '../markup/markup.js';

/** A cell: text, a number (aligned right, rounded to be read), markup, or nothing. */
export type TableCell = string | number | Markup | undefined;

/** What {@link table} shows. */
export interface TableOptions {
  readonly title?: string;
  readonly caption?: string;
  readonly columns: readonly string[];
  /** `[rows][columns]`. */
  readonly rows: readonly (readonly TableCell[])[];
}

/** A table; a column with numbers is aligned right. The first column names the rows. */
export function table({ title, caption, columns, rows }: TableOptions): Markup {
  const numbers = columns.map((_, j) => rows.flatMap((row) => (typeof row[j] === 'number' ? row[j] : [])));
  const formats = numbers.map(columnFormat);
  const kind = (j: number) => (numbers[j].length > 0 ? 'number' : 'words');
  const cellOf = (cell: TableCell, j: number) => {
    const content = typeof cell === 'number' ? formats[j](cell) : cell;
    return j === 0
      ? markup`<th scope="row" class="${kind(j)}">${content}</th>`
      : markup`<td class="${kind(j)}">${content}</td>`;
  };
  const head = columns.map((column, j) => markup`<th scope="col" class="${kind(j)}">${column}</th>`);
  return framed(
    // Many columns take the whole width of the page.
    columns.length > 5 ? 'table wide' : 'table',
    { title, caption },
    markup`<div class="scroll" tabindex="0"><table>
<thead><tr>${head}</tr></thead>
<tbody>
${rows.map((row) => markup`<tr>${row.map(cellOf)}</tr>\n`)}</tbody></table></div>`,
  );
}

/** Numbers of like size get as many decimals each, so that they stand in line. */
function columnFormat(values: readonly number[]): (value: number) => string {
  const shown = values.map(formatNumber);
  const alike = values.every((value) => Math.abs(value) < 1000) && shown.every((text) => /^-?\d+(\.\d+)?$/.test(text));
  const decimals = Math.max(0, ...shown.map((text) => text.split('.')[1]?.length ?? 0));
  return alike ? (value) => value.toFixed(decimals) : formatNumber;
}
