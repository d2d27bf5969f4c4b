import type { TopLevelSpec } from 'vega-lite';
import type { Markup } from '../markup/markup.js';
import { seriesColors } from '../page/colors.js';
import { CHART_SIZE, drawChart, type ChartFrame } from './draw-chart.js';
import { formatNumber } from './format-number.js';
import { legendOf } from './legend-of.js';

/** Values that are counted together. */
export interface HistogramSeries {
  readonly name: string;
  readonly values: readonly number[];
}

/** What {@link histogram} draws. */
export interface HistogramOptions extends ChartFrame {
  /** What the values are. */
  readonly x: string;
  readonly series: readonly HistogramSeries[];
  /** Intervals of equal width; 30 by default. */
  readonly bins?: number;
}

/** How often values fall into each of a number of intervals; several series lie over each other. */
export function histogram(options: HistogramOptions): Promise<Markup> {
  const { x, series, bins = 30, width = CHART_SIZE.width, height = CHART_SIZE.height } = options;
  const all = series.flatMap(({ values }) => values.filter(Number.isFinite));
  const low = all.reduce((a, b) => Math.min(a, b), Infinity);
  const high = all.reduce((a, b) => Math.max(a, b), -Infinity);
  const step = high > low ? (high - low) / bins : 1;
  const rows = series.flatMap(({ name, values }) => {
    const counts = new Array<number>(bins).fill(0);
    for (const value of values) {
      // The largest value belongs to the last interval.
      if (Number.isFinite(value)) counts[Math.min(bins - 1, Math.floor((value - low) / step))] += 1;
    }
    return counts.map((count, i) => {
      const [from, to] = [low + i * step, low + (i + 1) * step];
      return { name, from, to, count, label: `${name}: ${count} from ${formatNumber(from)} to ${formatNumber(to)}` };
    });
  });
  const names = series.map(({ name }) => name);
  const spec: TopLevelSpec = {
    width,
    height,
    data: { values: rows },
    mark: { type: 'bar', opacity: series.length > 1 ? 0.6 : 1, binSpacing: 1 },
    encoding: {
      x: { field: 'from', bin: { binned: true, step }, type: 'quantitative', title: x, axis: { tickCount: 8 } },
      x2: { field: 'to' },
      y: { field: 'count', type: 'quantitative', title: 'how many', stack: null },
      color: {
        field: 'name',
        type: 'nominal',
        title: null,
        sort: names,
        legend: legendOf(names, width),
        scale: { range: [...seriesColors] },
      },
      description: { field: 'label' },
    },
  };
  return drawChart(
    spec,
    options,
    `Histogram of ${x}: ${series.map(({ name, values }) => `${values.length} of ${name}`).join(', ')}`,
  );
}
