import { median } from '../bench/median.js';

/** Growth that is no leak: the collector and the allocator give memory back when they like. */
const ALLOWED_SHARE = 0.03;
const ALLOWED_BYTES = 24 * 2 ** 20;
/** The fewest points that say anything. */
const LEAST_POINTS = 9;

/** Memory at a step. */
export interface MemoryPoint {
  readonly step: number;
  readonly bytes: number;
}

/** How memory grew over the last two thirds of a run; the first third fills caches. */
export interface MemoryGrowth {
  /** Median bytes of the middle third. */
  readonly middle: number;
  /** Median bytes of the last third. */
  readonly last: number;
  /** Bytes by which a line through the points of both, by least squares, rises from its first to its last point. */
  readonly slope: number;
  /** What is wrong; none when it is flat. */
  readonly problems: readonly string[];
}

/** Whether memory stayed flat: by the medians, which no outlier moves, and by a line, which finds half as quick a leak. */
export function judgeGrowth(what: string, points: readonly MemoryPoint[]): MemoryGrowth {
  if (points.length < LEAST_POINTS) {
    const problems = [`${what} has ${points.length} samples, at least ${LEAST_POINTS} are needed`];
    return { middle: NaN, last: NaN, slope: NaN, problems };
  }
  const third = Math.floor(points.length / 3);
  const [middle, last] = [points.slice(third, 2 * third), points.slice(2 * third)].map((some) =>
    median(some.map(({ bytes }) => bytes)),
  );
  const slope = rise(points.slice(third));
  const allowed = Math.max(middle * ALLOWED_SHARE, ALLOWED_BYTES);
  const mebibytes = (bytes: number) => `${(bytes / 2 ** 20).toFixed(0)} MiB`;
  const problems = [
    ...(last - middle > allowed
      ? [`${what} grew by ${mebibytes(last - middle)} from the middle to the last third`]
      : []),
    ...(slope > allowed ? [`${what} rises by ${mebibytes(slope)} over the last two thirds, by a fitted line`] : []),
  ];
  return { middle, last, slope, problems };
}

/** How far the line of least squares rises from the first point's step to the last one's. */
function rise(points: readonly MemoryPoint[]): number {
  const mean = (of: (point: MemoryPoint) => number) => points.reduce((sum, each) => sum + of(each), 0) / points.length;
  const [step, bytes] = [mean((each) => each.step), mean((each) => each.bytes)];
  const covariance = mean((each) => (each.step - step) * (each.bytes - bytes));
  const variance = mean((each) => (each.step - step) ** 2);
  return (covariance / variance) * (points[points.length - 1].step - points[0].step);
}
