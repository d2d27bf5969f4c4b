import { constantAt, type Constants } from './constants.js';
import { withF1 } from './detections.js';
import type { RecordedRow } from './metrics-rows.js';

/** A stretch of training as it was recorded. */
export interface RecordedPhase {
  readonly rows: readonly RecordedRow[];
  readonly constants: Constants;
}

/** All that a report of a run shows. */
export interface RecordedRun {
  /** The run folder's name. */
  readonly name: string;
  readonly phases: readonly RecordedPhase[];
  /** The step whose weights the model has, in the last phase. */
  readonly modelStep?: number;
  /** Where it was interrupted: updates done and planned in the last phase that ran. */
  readonly interrupted?: { readonly step: number; readonly totalSteps: number };
  /** Values of the model that is kept. */
  readonly evaluation: Readonly<Record<string, number>>;
  /** The config, filled in, as JSON. */
  readonly config: string;
  readonly environment: Readonly<Record<string, string | number>>;
}

/** A curve of `[step, value]`, steps counted over all phases. */
export type Curve = readonly (readonly [step: number, value: number])[];

/** The step at which each phase begins, counted over all. */
export function phaseStarts({ phases }: RecordedRun): number[] {
  let start = 0;
  return phases.map(({ rows }) => {
    const own = start;
    start += rows.reduce((last, { step }) => Math.max(last, step), 0);
    return own;
  });
}

/** How a metric went in one split, a curve a phase: phases are of different tasks. */
export function curvesOf(run: RecordedRun, split: RecordedRow['split'], metric: string): Curve[] {
  const starts = phaseStarts(run);
  return run.phases.map(({ rows }, i) =>
    rows.flatMap((row): (readonly [number, number])[] => {
      const value = row.values[metric] ?? withF1(row.values)[metric];
      return row.split === split && value !== undefined ? [[starts[i] + row.step, value]] : [];
    }),
  );
}

/** What the best constant prediction reaches, in each phase from its start on: a level, or a line from evaluation to evaluation. */
export function constantCurves(run: RecordedRun, metric: string): Curve[] {
  const starts = phaseStarts(run);
  return run.phases.map(({ rows, constants }, i): Curve => {
    const fixed = typeof constants[metric] === 'number';
    const points = rows.flatMap(({ step, split, values }): [number, number][] => {
      const value = fixed || split === 'validation' ? constantAt(constants, metric, values) : undefined;
      return value === undefined ? [] : [[starts[i] + step, value]];
    });
    if (points.length === 0) return [];
    // The first evaluation stands for the way to it.
    return [[starts[i], points[0][1]], ...(fixed ? points.slice(-1) : points)];
  });
}

/** Every metric that was recorded, in order of appearance; detections by their F1. */
export function metricsOf({ phases }: RecordedRun): string[] {
  return [...new Set(phases.flatMap(({ rows }) => rows.flatMap(({ values }) => Object.keys(withF1(values)))))];
}
