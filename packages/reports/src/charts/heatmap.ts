import type { Markup } from '../markup/markup.js';
import { gridTable } from '../tables/grid-table.js';
import { formatNumber } from './format-number.js';

/** What {@link heatmap} draws. */
export interface HeatmapOptions {
  readonly title?: string;
  readonly caption?: string;
  /** What the rows are, and the columns. */
  readonly rowTitle: string;
  readonly columnTitle: string;
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  /** `[rows][columns]`. */
  readonly values: readonly (readonly number[])[];
  /** The value that gets the full colour; the largest one by default. Zero gets none. */
  readonly full?: number;
  /** Writes the values into the cells. */
  readonly numbers?: boolean;
}

/** A grid shaded by its values, as a table: readable by machines, by pointing at a cell and, with `numbers`, by eye. */
export function heatmap(options: HeatmapOptions): Markup {
  const { rows, columns, values, numbers = false } = options;
  const full = options.full ?? values.flat().reduce((a, b) => Math.max(a, b), 0);
  return gridTable({
    ...options,
    cells: rows.map((row, i) =>
      columns.map((column, j) => ({
        share: full > 0 ? values[i][j] / full : 0,
        text: numbers ? formatNumber(values[i][j]) : '',
        label: `${row}, ${column}: ${formatNumber(values[i][j])}`,
      })),
    ),
  });
}
