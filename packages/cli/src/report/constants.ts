import type { RecordedRow } from './metrics-rows.js';

/**
 * What the best constant prediction reaches: the same at every evaluation, or made from the values of one, where what is to be detected is
 * made by the model.
 */
export type Constant = number | ((values: RecordedRow['values']) => number | undefined);

/** Constants by the name of the metric that they are compared with. */
export type Constants = Readonly<Record<string, Constant>>;

/** The best constant prediction for a metric, at an evaluation with these values; undefined where none is known. */
export function constantAt(constants: Constants, metric: string, values: RecordedRow['values']): number | undefined {
  const constant = Object.hasOwn(constants, metric) ? constants[metric] : undefined;
  return typeof constant === 'function' ? constant(values) : constant;
}
