import { plot } from 'simple-ascii-chart';

/** A row of recorded metrics. */
export interface CurveRow {
  readonly step: number;
  readonly split: 'train' | 'validation';
  readonly values: Readonly<Record<string, number>>;
}

type Point = [step: number, value: number];

const HEIGHT = 8;
const WIDEST = 72;

/**
 * A chart of each objective's loss over the steps: a line for training, the mean over as many steps as a column
 * stands for, and a dot for each evaluation. Losses with fewer than two points are left out.
 * @param width columns of the terminal
 */
export function lossCurves(rows: readonly CurveRow[], width: number): string[] {
  const names = new Set(rows.flatMap(({ values }) => Object.keys(values).filter((name) => name.endsWith('.loss'))));
  return [...names].flatMap((name) => {
    const of = (split: CurveRow['split']) => rows.flatMap((row): Point[] => pointOf(row, split, name));
    const [train, validation] = [of('train'), of('validation')];
    if (train.length < 2) return [];
    return ['', titleOf(name, train, validation), ...chart(train, validation, Math.min(WIDEST, width - 10))];
  });
}

function pointOf({ step, split, values }: CurveRow, wanted: CurveRow['split'], name: string): Point[] {
  const value = values[name];
  return split === wanted && Number.isFinite(value) ? [[step, value]] : [];
}

function titleOf(name: string, train: readonly Point[], validation: readonly Point[]): string {
  const show = ([, value]: Point) => value.toFixed(4);
  const last = validation.at(-1);
  const evaluated = last === undefined ? '' : `, ${show(last)} in evaluation (●)`;
  return `${name}: ${show(train[0])} → ${show(train[train.length - 1])} in training${evaluated}`;
}

function chart(train: readonly Point[], validation: readonly Point[], width: number): string[] {
  const line = binned(train, width);
  const all = [...line, ...validation].map(([, value]) => value);
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const [first, last] = [train[0][0], train[train.length - 1][0]];
  const room = (high - low) * 0.02 || 1e-3;
  const drawn = plot(line, {
    width,
    height: HEIGHT,
    yRange: [low - room, high + room],
    customYAxisTicks: [low, (low + high) / 2, high],
    customXAxisTicks: [first, Math.round((first + last) / 2), last],
    formatter: (value, { axis }) => (axis === 'y' ? value.toFixed(2) : String(value)),
    points: validation.map(([x, y]) => ({ x, y })),
  });
  return drawn.split('\n').flatMap((text) => (text.trim() === '' ? [] : text.trimEnd()));
}

/** Means over equal stretches of steps, at most `most` of them; the first and the last stand where their points begin and end. */
function binned(points: readonly Point[], most: number): Point[] {
  const [first, last] = [points[0][0], points[points.length - 1][0]];
  const bins = new Map<number, Point[]>();
  for (const point of points) {
    const bin = Math.min(most - 1, Math.floor(((point[0] - first) / Math.max(1, last - first)) * most));
    bins.set(bin, [...(bins.get(bin) ?? []), point]);
  }
  return Array.from(bins.values(), (own, i) => {
    const step = i === 0 ? first : i === bins.size - 1 ? last : meanOf(own, 0);
    return [step, meanOf(own, 1)];
  });
}

function meanOf(points: readonly Point[], axis: 0 | 1): number {
  return points.reduce((sum, point) => sum + point[axis], 0) / points.length;
}
