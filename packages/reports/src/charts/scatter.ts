import type { TopLevelSpec } from 'vega-lite';
import type { Markup } from '../markup/markup.js';
import { seriesColors } from '../page/colors.js';
import { channel, type Axis } from './axis.js';
import { CHART_SIZE, drawChart, type ChartFrame } from './draw-chart.js';
import { legendOf } from './legend-of.js';
import { placeLabels } from './place-labels.js';

/** One point. */
export interface ScatterPoint {
  readonly x: number;
  readonly y: number;
  /** Shown when pointed at. */
  readonly label: string;
  /** Points of one group have one colour. */
  readonly group?: string;
}

/** What {@link scatter} draws. */
export interface ScatterOptions extends ChartFrame {
  readonly x: Axis;
  readonly y: Axis;
  readonly points: readonly ScatterPoint[];
  /** Writes the labels beside their points, where they are few; those that would cover others are shown when pointed at, as all are. */
  readonly named?: boolean;
}

/** Letters of a label beside its point; the rest is shown when pointed at. */
const LETTERS = 28;
const SIDES = [
  { side: 'right', align: 'left', dx: 6 },
  { side: 'left', align: 'right', dx: -6 },
] as const;

/** Points in a plane, such as a projection of embeddings. */
export function scatter(options: ScatterOptions): Promise<Markup> {
  const { x, y, points, named = false } = options;
  const { width = CHART_SIZE.width, height = 380 } = options;
  const groups = [...new Set(points.flatMap(({ group }) => group ?? []))];
  const names = points.map(({ label }) => (label.length > LETTERS ? `${label.slice(0, LETTERS - 1)}…` : label));
  const sides = named
    ? placeLabels(
        points.map((point, i) => ({ ...point, label: names[i] })),
        { width, height },
      )
    : [];
  const values = points.map((point, i) => ({
    ...point,
    name: names[i],
    side: sides[i] ?? 'none',
    group: point.group ?? '',
    summary: point.group === undefined ? point.label : `${point.label} (${point.group})`,
  }));
  const place = { x: channel('x', x), y: channel('y', y) };
  const legend = legendOf(groups, width);
  const spec: TopLevelSpec = {
    width,
    height,
    data: { values },
    layer: [
      {
        mark: { type: 'circle', size: points.length > 500 ? 24 : 50, opacity: 0.75 },
        encoding: {
          ...place,
          color: {
            field: 'group',
            type: 'nominal',
            title: null,
            sort: groups,
            legend,
            scale: { range: [...seriesColors] },
          },
          description: { field: 'summary' },
        },
      },
      ...(named
        ? SIDES.map(({ side, align, dx }) => ({
            transform: [{ filter: `datum.side === '${side}'` }],
            mark: { type: 'text', align, dx, aria: false } as const,
            encoding: { ...place, text: { field: 'name' } },
          }))
        : []),
    ],
  };
  const parts = groups.length > 1 ? ` in ${groups.length} groups: ${groups.join(', ')}` : '';
  return drawChart(spec, options, `${points.length} points${parts}`);
}
