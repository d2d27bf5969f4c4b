import type { TopLevelSpec } from 'vega-lite';
import type { Markup } from '../markup/markup.js';
import { color, seriesColors } from '../page/colors.js';
import { channel, type Axis } from './axis.js';
import { CHART_SIZE, drawChart, type ChartFrame } from './draw-chart.js';
import { formatNumber } from './format-number.js';
import { legendOf } from './legend-of.js';

/** One bar. */
export interface Bar {
  readonly label: string;
  readonly value: number;
  /** Bars of one label stand side by side, told apart by colour. */
  readonly group?: string;
  /** Ends of an interval around the value. */
  readonly low?: number;
  readonly high?: number;
}

/** What {@link barChart} draws. */
export interface BarChartOptions extends ChartFrame {
  /** The direction of the values. */
  readonly value: Axis;
  readonly bars: readonly Bar[];
}

/** Horizontal bars, in the order given, with their values beside them and intervals where there are any. */
export function barChart(options: BarChartOptions): Promise<Markup> {
  const { value, bars, width = CHART_SIZE.width } = options;
  const axis: Axis = { zero: true, ...value };
  const labels = [...new Set(bars.map(({ label }) => label))];
  const groups = [...new Set(bars.flatMap(({ group }) => group ?? []))];
  const height = options.height ?? labels.length * Math.max(26, 18 * Math.max(1, groups.length) + 8);
  const values = bars.map((bar) => ({
    ...bar,
    group: bar.group ?? '',
    text: formatNumber(bar.value),
    end: Math.max(bar.value, bar.high ?? bar.value),
    summary: describe(bar),
  }));
  const y = {
    field: 'label',
    type: 'nominal',
    title: null,
    sort: labels,
    axis: { labelPadding: 6, ticks: false },
  } as const;
  const yOffset = groups.length > 0 ? { yOffset: { field: 'group', sort: groups } as const } : {};
  const legend = legendOf(groups, width);
  const hue = {
    color: { field: 'group', type: 'nominal', title: null, sort: groups, legend, scale: { range: [...seriesColors] } },
  } as const;
  const spec: TopLevelSpec = {
    width,
    height,
    data: { values },
    layer: [
      {
        mark: { type: 'bar', cornerRadiusEnd: 2 },
        encoding: {
          x: channel('value', axis),
          y,
          ...yOffset,
          ...hue,
          description: { field: 'summary' },
        },
      },
      {
        transform: [{ filter: 'isValid(datum.low) && isValid(datum.high)' }],
        mark: { type: 'rule', strokeWidth: 1.5, color: color('text'), aria: false },
        encoding: { x: channel('low', axis), x2: { field: 'high' }, y, ...yOffset },
      },
      {
        mark: { type: 'text', align: 'left', dx: 5, aria: false },
        encoding: { x: channel('end', axis), y, ...yOffset, text: { field: 'text' } },
      },
    ],
  };
  return drawChart(spec, options, `Bars of ${value.title}: ${bars.map(describe).join(', ')}`);
}

function describe({ label, group, value, low, high }: Bar): string {
  const interval = low === undefined || high === undefined ? '' : ` (${formatNumber(low)} to ${formatNumber(high)})`;
  return `${label}${group ? `, ${group}` : ''}: ${formatNumber(value)}${interval}`;
}
