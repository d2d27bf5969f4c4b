import type { TopLevelSpec } from 'vega-lite';
import type { Markup } from '../markup/markup.js';
import { color, seriesColor } from '../page/colors.js';
import { channel, type Axis } from './axis.js';
import { CHART_SIZE, drawChart, type ChartFrame, type Layer } from './draw-chart.js';
import { formatNumber } from './format-number.js';
import { legendOf } from './legend-of.js';

/** One line. */
export interface LineSeries {
  /** Lines of one name have one colour and one place in the legend: parts of a line that was interrupted, say. */
  readonly name: string;
  /** `[x, y]`; points that are not finite interrupt nothing and are left out. */
  readonly points: readonly (readonly [x: number, y: number])[];
  readonly dashed?: boolean;
  /** Shows every point as a dot. */
  readonly dots?: boolean;
  /** Drawn thin and pale, without a place in the legend: the raw values behind a smoothed line of the same colour, say. */
  readonly behind?: boolean;
  /** Colour of the n-th series; by default its own place among those of the legend, or that of the line it is behind. */
  readonly color?: number;
}

/** A level that lines are compared with. */
export interface Level {
  readonly name: string;
  readonly value: number;
}

/** What {@link lineChart} draws. */
export interface LineChartOptions extends ChartFrame {
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly LineSeries[];
  /** Dashed horizontal lines, such as a baseline. */
  readonly levels?: readonly Level[];
  /** Vertical lines, such as where a phase begins. */
  readonly marks?: readonly Level[];
}

/** Points of a line that can be pointed at; more would only make the page heavy. */
const POINTED = 60;

/** Lines over a quantity, such as losses over steps. */
export function lineChart(options: LineChartOptions): Promise<Markup> {
  const { x, y, series, levels = [], marks = [] } = options;
  const { width = CHART_SIZE.width, height = CHART_SIZE.height } = options;
  const lines = series.map((line) => ({
    ...line,
    points: line.points.filter(([a, b]) => isDrawn(a, x) && isDrawn(b, y)),
  }));
  const named = lines.filter(({ behind }) => !behind);
  const colors = [
    ...firstOfEachName(named).map((line, i) => ({ name: line.name, color: seriesColor(line.color ?? i) })),
    ...levels.map(({ name }, i) => ({ name, color: i === 0 ? color('muted') : seriesColor(named.length + i - 1) })),
  ];
  const colorOf = (line: LineSeries) =>
    line.color === undefined
      ? (colors.find(({ name }) => name === line.name)?.color ?? color('muted'))
      : seriesColor(line.color);
  const encodingX = channel('x', x);
  const encodingY = channel('y', y);
  const scale = { domain: colors.map(({ name }) => name), range: colors.map((entry) => entry.color) };
  const hue = { field: 'name', type: 'nominal', title: null, scale, legend: legendOf(scale.domain, width) } as const;
  const rows = (line: LineSeries, points = line.points) =>
    points.map(([a, b]) => ({
      x: a,
      y: b,
      name: line.name,
      label: `${line.name}: ${formatNumber(b)} at ${x.title} ${formatNumber(a)}`,
    }));
  const layer = [
    ...marks.map(({ name, value }): Layer => ({
      data: { values: [{ x: value, name, label: name }] },
      mark: { type: 'rule', strokeDash: [2, 3], color: color('muted'), opacity: 0.7 },
      encoding: { x: encodingX, description: { field: 'label' } },
    })),
    ...lines
      .filter(({ points }) => points.length > 0)
      .map((line): Layer => ({
        data: { values: rows(line) },
        mark: {
          type: 'line',
          strokeWidth: line.behind ? 1 : 2,
          opacity: line.behind ? 0.3 : 1,
          strokeDash: line.dashed ? [5, 4] : [1, 0],
          strokeJoin: 'round',
          aria: false,
          ...(line.behind && { color: colorOf(line) }),
        },
        encoding: { x: encodingX, y: encodingY, ...(!line.behind && { color: hue }) },
      })),
    ...named
      .filter(({ points }) => points.length > 0)
      .map((line): Layer => ({
        data: { values: rows(line, thinned(line.points)) },
        mark: line.dots ? { type: 'circle', size: 45, opacity: 1 } : { type: 'square', size: 120, opacity: 0 },
        encoding: { x: encodingX, y: encodingY, color: hue, description: { field: 'label' } },
      })),
    ...levels.map(({ name, value }): Layer => ({
      data: { values: [{ y: value, name, label: `${name}: ${formatNumber(value)}` }] },
      mark: { type: 'rule', strokeDash: [6, 4], strokeWidth: 1.5 },
      encoding: { y: encodingY, color: hue, description: { field: 'label' } },
    })),
  ];
  const spec: TopLevelSpec = { width, height, layer };
  const ends = named.flatMap(({ name, points }) => {
    const last = points.at(-1);
    return last ? [`${name} ends at ${formatNumber(last[1])}`] : [];
  });
  const compared = levels.map(({ name, value }) => `${name} is ${formatNumber(value)}`);
  return drawChart(spec, options, `Lines of ${y.title} over ${x.title}: ${[...ends, ...compared].join(', ')}`);
}

function firstOfEachName(lines: readonly LineSeries[]): readonly LineSeries[] {
  return lines.filter(({ name }, i) => lines.findIndex((line) => line.name === name) === i);
}

/** A logarithm takes positive numbers only. */
function isDrawn(value: number, axis: Axis): boolean {
  return Number.isFinite(value) && (axis.scale !== 'log' || value > 0);
}

function thinned<Point>(points: readonly Point[]): readonly Point[] {
  const every = Math.ceil(points.length / POINTED);
  return points.filter((_, i) => i % every === 0 || i === points.length - 1);
}
