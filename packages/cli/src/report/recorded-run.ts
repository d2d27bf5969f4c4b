import type { Constants } from './constants-of-phase.js';
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
      const value = row.values[metric];
      return row.split === split && value !== undefined ? [[starts[i] + row.step, value]] : [];
    }),
  );
}

/** What the best constant prediction reaches: a level from the start to the end of each phase. */
export function constantCurves(run: RecordedRun, metric: string): Curve[] {
  const starts = phaseStarts(run);
  return run.phases.map(({ rows, constants }, i): Curve => {
    const value = constants[metric];
    const steps = rows.reduce((last, { step }) => Math.max(last, step), 0);
    if (value === undefined || steps === 0) return [];
    return [
      [starts[i], value],
      [starts[i] + steps, value],
    ];
  });
}

/** Every metric that was recorded, in order of appearance. */
export function metricsOf({ phases }: RecordedRun): string[] {
  return [...new Set(phases.flatMap(({ rows }) => rows.flatMap(({ values }) => Object.keys(values))))];
}
