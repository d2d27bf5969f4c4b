import type { TaskRecord } from '../records/task-record.js';
import type { Definition, Plugin } from './plugin.js';

/** Scores predictions against records. */
export interface MetricPlugin<Options = unknown, Prediction = unknown> extends Plugin<'metric', Options> {
  compute(
    options: Options,
    predictions: readonly Prediction[],
    records: readonly TaskRecord[],
  ): Readonly<Record<string, number>>;
}

declare module './plugin.js' {
  interface PluginKinds {
    metric: MetricPlugin;
  }
}

/** Makes a metric plugin from its parts. */
export function defineMetric<Options, Prediction>(
  definition: Definition<MetricPlugin<Options, Prediction>>,
): MetricPlugin<Options, Prediction> {
  return { apiVersion: 1, kind: 'metric', ...definition };
}
