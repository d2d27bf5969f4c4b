import type { Logger } from '../services/logger.js';
import type { Definition, Plugin } from './plugin.js';

/** What a run says at one of its steps. */
export interface MetricsRow {
  readonly step: number;
  readonly epoch: number;
  readonly split: 'train' | 'validation';
  /** Values by name: `loss`, `mlm.loss`, `mlm.accuracy`, `mlm.targets`, `learningRate`, `gradientNorm`, `tokensPerSecond`, … */
  readonly values: Readonly<Record<string, number>>;
}

/** What a tracker learns of its run at the start. */
export interface RunDescription {
  readonly directory: string;
  readonly totalSteps: number;
  /** Step the run starts from; above 0 on resume. Rows after it are to be dropped from what was recorded before. */
  readonly startStep: number;
  readonly logger: Logger;
}

/** Follows a run. */
export interface Tracker {
  start(run: RunDescription): Promise<void>;
  row(row: MetricsRow): void;
  /** Makes what was recorded durable; called before each checkpoint is published. */
  flush(): Promise<void>;
  finish(): Promise<void>;
}

/** Makes trackers. */
export interface TrackerPlugin<Options = unknown> extends Plugin<'tracker', Options> {
  create(options: Options): Tracker;
}

declare module './plugin.js' {
  interface PluginKinds {
    tracker: TrackerPlugin;
  }
}

/** Makes a tracker plugin from its parts. */
export function defineTracker<Options>(definition: Definition<TrackerPlugin<Options>>): TrackerPlugin<Options> {
  return { apiVersion: 1, kind: 'tracker', ...definition };
}
