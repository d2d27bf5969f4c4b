import { framed } from '../markup/framed.js';
import { markup, type Markup } from '../markup/markup.js';

/** A cell of {@link gridTable}. */
export interface GridCell {
  /** How much of the full colour it gets, in [0, 1]. */
  readonly share: number;
  readonly text: string;
  /** Shown when pointed at. */
  readonly label: string;
  /** The colour: `accent` by default. */
  readonly hue?: 'accent' | 'good' | 'bad';
}

/** What {@link gridTable} draws. */
export interface GridOptions {
  readonly title?: string;
  readonly caption?: string;
  readonly rowTitle: string;
  readonly columnTitle: string;
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  readonly cells: readonly (readonly GridCell[])[];
}

/** A table whose cells are shaded, whose long column names stand on end. */
export function gridTable({ title, caption, rowTitle, columnTitle, rows, columns, cells }: GridOptions): Markup {
  // Short names stand upright.
  const upright = columns.every((column) => column.length <= 3);
  const names = columns.map((column) => markup`<th scope="col"><span>${column}</span></th>`);
  const shown = (cell: GridCell) => markup`<td style="${shade(cell)}" data-label="${cell.label}">${cell.text}</td>`;
  const lines = rows.map((row, i) => markup`<tr><th scope="row">${row}</th>${cells[i].map(shown)}</tr>\n`);
  return framed(
    'grid',
    { title, caption },
    markup`<div class="scroll" tabindex="0"><table class="shaded ${upright ? 'upright' : 'slanted'}">
<thead><tr><th class="corner"><span>${rowTitle} ↓</span> <span>${columnTitle} →</span></th>${names}</tr></thead>
<tbody>
${lines}</tbody></table></div>`,
  );
}

function shade({ share, hue = 'accent' }: GridCell): string {
  return `--hue:var(--${hue});--share:${Math.round(100 * Math.min(1, Math.max(0, share)))}%`;
}
