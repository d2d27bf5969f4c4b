import type { Markup } from '../markup/markup.js';
import { gridTable } from './grid-table.js';

/** What {@link confusionMatrix} draws. */
export interface ConfusionOptions {
  readonly title?: string;
  readonly caption?: string;
  readonly labels: readonly string[];
  /** `[gold][predicted]`: how many of each gold label got which prediction. */
  readonly counts: readonly (readonly number[])[];
}

/** Counts of predictions by gold label; shades are shares of the gold label, right ones in green, wrong ones in red. */
export function confusionMatrix({ labels, counts, ...rest }: ConfusionOptions): Markup {
  return gridTable({
    ...rest,
    rowTitle: 'gold',
    columnTitle: 'predicted',
    rows: labels,
    columns: labels,
    cells: counts.map((row, i) => {
      const total = row.reduce((sum, count) => sum + count, 0);
      return row.map((count, j) => {
        const share = total > 0 ? count / total : 0;
        const percent = `${(100 * share).toFixed(1)} % of ${total.toLocaleString('en-US')}`;
        return {
          share,
          hue: i === j ? ('good' as const) : ('bad' as const),
          text: count === 0 ? '·' : count.toLocaleString('en-US'),
          label: `${labels[i]} taken for ${labels[j]}: ${count.toLocaleString('en-US')} (${percent})`,
        };
      });
    }),
  });
}
